package io.pureboot.engine.execution;

import static io.pureboot.engine.EngineMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.call.CallId;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine that asks an execution twice is no machine that reports twice. */
class RepeatedCallTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EngineMember engine;

    @BeforeAll
    static void open() {
        engine = EngineMember.found(PostgresForTests.freshDatabase(), Map.of());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void theSameCallGetsTheSameAnswerAndAnotherCallSaysDuplicate() {
        EntityRef<WorkflowExecution.Message> execution = started();
        ExecutionCommand report = report("one");
        Optional<CallId> call = Optional.of(CallId.random());
        CompletionStage<WorkflowExecution.Reply> first = ask(execution, report, call);
        CompletionStage<WorkflowExecution.Reply> beside = ask(execution, report, call);
        WorkflowExecution.Reply taken = get(first);
        assertThat(duplicate(taken)).isFalse();
        assertThat(get(beside)).isEqualTo(taken);
        assertThat(get(ask(execution, report, call))).isEqualTo(taken);
        assertThat(duplicate(get(ask(execution, report, Optional.of(CallId.random())))))
                .isTrue();
        assertThat(get(ask(execution, report, call)))
                .as("whatever was said meanwhile")
                .isEqualTo(taken);
    }

    @Test
    void aCallOfAnOlderEngineIsTakenByItsEventId() {
        EntityRef<WorkflowExecution.Message> execution = started();
        assertThat(duplicate(get(ask(execution, report("one"), Optional.empty()))))
                .isFalse();
        assertThat(duplicate(get(ask(execution, report("one"), Optional.empty()))))
                .isTrue();
    }

    @Test
    void theMessageOfAnOlderEngineIsRead() throws IOException {
        TestProbe<WorkflowExecution.Reply> caller = TestProbe.create(WorkflowExecution.Reply.class, engine.system());
        WorkflowExecution.Ask ask =
                new WorkflowExecution.Ask(report("one"), caller.getRef(), Optional.of(CallId.random()));
        Serialization wire = SerializationExtension.get(engine.system().classicSystem());
        Serializer serializer = wire.serializerFor(WorkflowExecution.Ask.class);
        String manifest = ((SerializerWithStringManifest) serializer).manifest(ask);
        byte[] bytes = wire.serialize(ask).get();
        assertThat(wire.deserialize(bytes, serializer.identifier(), manifest).get())
                .isEqualTo(ask);
        ObjectMapper cbor = new ObjectMapper(new CBORFactory());
        ObjectNode older = (ObjectNode) cbor.readTree(bytes);
        assertThat(older.remove("call")).as("the field that is new").isNotNull();
        assertThat(wire.deserialize(cbor.writeValueAsBytes(older), serializer.identifier(), manifest)
                        .get())
                .isEqualTo(new WorkflowExecution.Ask(ask.command(), ask.replyTo(), Optional.empty()));
    }

    private static EntityRef<WorkflowExecution.Message> started() {
        NodeView node = Machines.registered(engine);
        StartAnswer answer = get(engine.nodes()
                .start(
                        node.id(),
                        ExecutionId.fresh(),
                        Workflows.twoScripts(),
                        Json.mapper().createObjectNode(),
                        "test",
                        Optional.empty()));
        ExecutionId id = ((StartAnswer.Started) answer).execution();
        return ClusterSharding.get(engine.system()).entityRefFor(WorkflowExecution.KEY, id.value());
    }

    private static ExecutionCommand report(String step) {
        return new ExecutionCommand.Report(new StepId(step), Machines.report(ReportStatus.SUCCESS, 1, "event-" + step));
    }

    private static CompletionStage<WorkflowExecution.Reply> ask(
            EntityRef<WorkflowExecution.Message> execution, ExecutionCommand command, Optional<CallId> call) {
        return execution.ask(replyTo -> new WorkflowExecution.Ask(command, replyTo, call), PATIENCE);
    }

    private static boolean duplicate(WorkflowExecution.Reply reply) {
        return ((ExecutionAnswer.Done) ((WorkflowExecution.Answered) reply).answer()).duplicate();
    }
}
