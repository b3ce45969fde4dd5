package io.pureboot.engine.http;

import io.pureboot.engine.dispatch.Assignments;
import io.pureboot.engine.query.AuditTrail;

/** One of each file of routes. */
record Resources(
        WorkflowRoutes workflows,
        SimulationRoutes simulations,
        TemplateRoutes templates,
        TemplatePreviewRoutes previews,
        GroupRoutes groups,
        DeviceProfileRoutes profiles,
        AppliedRoutes applied,
        NodeRoutes nodes,
        ExecutionRoutes executions,
        ControlRoutes controls,
        InquiryRoutes inquiries,
        CallbackRoutes callbacks,
        CallbackBatchRoutes callbackBatches,
        LogRoutes logs,
        BootRoutes boots,
        EdgeRoutes edges,
        TemplateFiles templateFiles,
        StorageBackendRoutes storageBackends,
        UploadRoutes uploads,
        FileRoutes files,
        GraphRoutes graphs,
        SecretRoutes secrets,
        OperationsRoutes operations) {

    static Resources of(Rooms rooms) {
        PageSize pages = new PageSize(rooms.pageSize(), rooms.pageSizeLimit());
        Assignments assignments = new Assignments(rooms.groups());
        ExecutionRoutes executions = new ExecutionRoutes(
                rooms.executions(),
                rooms.executionTable(),
                rooms.subTasks(),
                rooms.nodes(),
                rooms.workflows(),
                assignments,
                rooms.callbackTokens(),
                rooms.prefetching(),
                pages);
        return new Resources(
                new WorkflowRoutes(rooms.workflows(), rooms.templates(), pages),
                new SimulationRoutes(rooms.workflows()),
                new TemplateRoutes(rooms.templates(), pages),
                new TemplatePreviewRoutes(rooms.previews()),
                new GroupRoutes(rooms.groups(), pages),
                new DeviceProfileRoutes(rooms.profiles()),
                new AppliedRoutes(rooms.applied()),
                new NodeRoutes(
                        rooms.nodes(),
                        rooms.nodeTable(),
                        rooms.groups(),
                        rooms.workflows(),
                        rooms.profiles(),
                        assignments,
                        pages),
                executions,
                new ControlRoutes(rooms.executions(), rooms.nodes(), executions),
                new InquiryRoutes(rooms.executions(), new AuditTrail(rooms.database()), pages),
                new CallbackRoutes(
                        rooms.executions(),
                        rooms.subTasks(),
                        rooms.logs(),
                        rooms.orders(),
                        rooms.secrets(),
                        rooms.clock()),
                new CallbackBatchRoutes(rooms.door(), rooms.materializer()),
                new LogRoutes(
                        rooms.executions(),
                        rooms.logs(),
                        new LogReading(rooms.logs(), rooms.followSilence()),
                        rooms.secrets()),
                new BootRoutes(rooms.boots(), rooms.seeds(), rooms.bootBatchPatience()),
                new EdgeRoutes(rooms.edges(), pages),
                new TemplateFiles(rooms.templates(), rooms.storage().files()),
                new StorageBackendRoutes(rooms.storage().backends()),
                new UploadRoutes(rooms.storage().uploads(), rooms.materializer()),
                new FileRoutes(rooms.storage().files(), pages),
                new GraphRoutes(rooms.workflows(), rooms.executions()),
                new SecretRoutes(rooms.secrets()),
                new OperationsRoutes(
                        rooms.database(), rooms.traffic(), rooms.metrics(), rooms.quarantine(), rooms.membership()));
    }
}
