/**
 * What a workflow would do: the machine itself, {@code WorkflowMachine}, in virtual time, against a {@code ScriptedMachine} whose
 * attempts end as {@code Outcomes} say. {@code Simulation} drives both and gives a {@code Simulated}: the timeline, what was waited for
 * and which deadline would have fired first, the end. {@code Longest} says how long a run may take at most, and {@code SimulatedJson}
 * how all of it is shown. {@code OutcomeText} and {@code OutcomeJson} read what people write, with all its faults.
 *
 * <p>May import: {@code workflow}, {@code protocol}, Jackson's tree model. No clock: who calls bounds the real time that it may take.
 */
@NullMarked
package io.pureboot.engine.workflow.simulation;

import org.jspecify.annotations.NullMarked;
