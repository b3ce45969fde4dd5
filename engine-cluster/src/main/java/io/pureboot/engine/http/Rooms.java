package io.pureboot.engine.http;

import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.dispatch.BootDesk;
import io.pureboot.engine.dispatch.OrderDesk;
import io.pureboot.engine.dispatch.PreviewDesk;
import io.pureboot.engine.dispatch.SeedDesk;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Traffic;
import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.LogChunks;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.QuarantineTable;
import io.pureboot.engine.query.SubTasks;
import io.pureboot.engine.registry.AppliedMarks;
import io.pureboot.engine.registry.DeviceProfiles;
import io.pureboot.engine.registry.Groups;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.stream.Materializer;

/** What the URLs stand on: the facades of the other rooms. */
public record Rooms(
        Database database,
        Workflows workflows,
        Templates templates,
        Groups groups,
        DeviceProfiles profiles,
        AppliedMarks applied,
        Nodes nodes,
        NodeTable nodeTable,
        Executions executions,
        ExecutionTable executionTable,
        SubTasks subTasks,
        LogChunks logs,
        Duration followSilence,
        CallbackTokens callbackTokens,
        OrderDesk orders,
        BootDesk boots,
        SeedDesk seeds,
        Storage storage,
        Materializer materializer,
        PreviewDesk previews,
        Traffic traffic,
        EngineMetrics metrics,
        QuarantineTable quarantine,
        Supplier<Membership> membership,
        Clock clock,
        int pageSize,
        int pageSizeLimit) {}
