package io.pureboot.standalone.demo;

import java.util.List;

/** Shows how executions go on. */
interface Progress {
    /** Called often, with all of them. */
    void show(List<Machine> machines);

    /** Called once, when nothing changes any more. */
    void end();

    /** One machine, its execution as the engine tells it now, and what the machine said last. */
    record Machine(
            String name, io.pureboot.standalone.client.ExecutionView execution, java.util.Optional<String> lastLine) {}

    static Progress on(Terminal terminal, int machines) {
        if (!terminal.live()) {
            return new PlainProgress(terminal, machines);
        }
        return machines == 1 ? new StepProgress(terminal) : new FleetProgress(terminal);
    }
}
