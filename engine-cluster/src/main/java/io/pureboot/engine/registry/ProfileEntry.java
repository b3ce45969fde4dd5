package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.profile.DeviceProfile;
import java.time.Instant;

/** A device profile as it is kept. */
public record ProfileEntry(String id, DeviceProfile profile, Instant createdAt, String createdBy, Instant updatedAt) {}
