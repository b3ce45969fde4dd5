package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.profile.DeviceProfile;
import io.pureboot.engine.workflow.profile.ProfileMatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The device profiles, as every engine sees them: rows in PostgreSQL. A stage fails when PostgreSQL is away. */
public interface DeviceProfiles {
    /** @param idempotencyKey the same key and profile give the same entry */
    CompletionStage<RegistryAnswer<ProfileEntry>> create(
            DeviceProfile profile, String by, Optional<String> idempotencyKey);

    CompletionStage<RegistryAnswer<ProfileEntry>> update(String id, DeviceProfile profile);

    CompletionStage<RegistryAnswer<ProfileEntry>> delete(String id);

    CompletionStage<Optional<ProfileEntry>> get(String id);

    /** All of them, by name: there are as many as there are makes of machines. */
    CompletionStage<List<ProfileEntry>> all();

    /** The most specific one for such a machine; an edit on another engine is seen within a second. */
    CompletionStage<Optional<ProfileMatch>> match(Optional<String> vendor, Optional<String> model);

    /** The workflow as such a machine runs it: its profile laid under the workflow's own values, and pinned with it (promise P-20). */
    CompletionStage<PinnedWorkflow> fitted(PinnedWorkflow workflow, Optional<String> vendor, Optional<String> model);
}
