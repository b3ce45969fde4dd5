package io.pureboot.engine.http;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.PinnedProfile;
import java.util.List;
import java.util.Optional;

/**
 * The device profile that an execution was started with.
 *
 * @param why it was chosen
 * @param applied what of it has become part of the steps, in words
 * @param leftOut what did not fit
 */
record ProfileView(String id, String name, String why, List<String> applied, List<String> leftOut) {
    static Optional<ProfileView> of(Execution execution) {
        return execution.workflow().profile().map(ProfileView::of);
    }

    private static ProfileView of(PinnedProfile profile) {
        return new ProfileView(profile.id(), profile.name(), profile.why(), profile.applied(), profile.leftOut());
    }
}
