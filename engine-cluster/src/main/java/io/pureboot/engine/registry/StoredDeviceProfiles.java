package io.pureboot.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Statement;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.profile.DeviceProfile;
import io.pureboot.engine.workflow.profile.ProfileMatch;
import io.pureboot.engine.workflow.profile.ProfileReading;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link DeviceProfiles} over the table {@code device_profile}. Every start asks for them, so that they are kept for a second. */
final class StoredDeviceProfiles implements DeviceProfiles {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String SELECT = "SELECT id, profile, created_at, created_by, updated_at FROM device_profile";

    private record Kept(List<ProfileEntry> entries, long readAt) {}

    private final Database database;
    private final StepCatalog steps;
    private final FittedWorkflows fitting;
    private volatile Optional<Kept> kept = Optional.empty();

    StoredDeviceProfiles(Database database, Templates templates, StepCatalog steps) {
        this.database = database;
        this.steps = steps;
        this.fitting = new FittedWorkflows(templates, steps);
    }

    @Override
    public CompletionStage<RegistryAnswer<ProfileEntry>> create(
            DeviceProfile profile, String by, Optional<String> idempotencyKey) {
        String id = KeyedIds.of("device-profile", idempotencyKey);
        return changed(database.call(connection -> {
            Optional<ProfileEntry> before = entry(connection, id);
            if (before.isPresent()) {
                return before.get().profile().equals(profile)
                        ? new RegistryAnswer.Done<>(before.get(), true)
                        : RegistryAnswer.refused(
                                CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED, "the key belongs to another profile");
            }
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO device_profile (name, profile, updated_at, id, created_at, created_by)
                    VALUES (?, ?, ?, ?, ?, ?)""")) {
                Instant now = bind(insert, profile);
                insert.setString(4, id);
                insert.setObject(5, Statement.utc(now));
                insert.setString(6, by);
                insert.executeUpdate();
            } catch (SQLException e) {
                return taken(e, profile.name());
            }
            return RegistryAnswer.done(entry(connection, id).orElseThrow());
        }));
    }

    @Override
    public CompletionStage<RegistryAnswer<ProfileEntry>> update(String id, DeviceProfile profile) {
        return changed(database.call(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE device_profile SET name = ?, profile = ?, updated_at = ? WHERE id = ?")) {
                bind(update, profile);
                update.setString(4, id);
                update.executeUpdate();
            } catch (SQLException e) {
                return taken(e, profile.name());
            }
            return entry(connection, id).map(RegistryAnswer::done).orElseGet(() -> absent(id));
        }));
    }

    private static Instant bind(PreparedStatement statement, DeviceProfile profile) throws SQLException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        statement.setString(1, profile.name());
        statement.setString(2, profile.toJson().toString());
        statement.setObject(3, Statement.utc(now));
        return now;
    }

    private static RegistryAnswer<ProfileEntry> taken(SQLException failure, String name) throws SQLException {
        if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
            return RegistryAnswer.refused(
                    CatalogRefusal.Code.NAME_TAKEN, "the name " + Ids.shown(name) + " belongs to another profile");
        }
        throw failure;
    }

    @Override
    public CompletionStage<RegistryAnswer<ProfileEntry>> delete(String id) {
        return changed(database.call(connection -> {
            Optional<ProfileEntry> before = entry(connection, id);
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM device_profile WHERE id = ?")) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
            return before.map(RegistryAnswer::done).orElseGet(() -> absent(id));
        }));
    }

    private static RegistryAnswer<ProfileEntry> absent(String id) {
        return RegistryAnswer.refused(CatalogRefusal.Code.PROFILE_NOT_FOUND, "there is no device profile " + id);
    }

    private <T> CompletionStage<T> changed(CompletionStage<T> change) {
        return change.whenComplete((answer, failure) -> kept = Optional.empty());
    }

    @Override
    public CompletionStage<Optional<ProfileEntry>> get(String id) {
        return database.call(connection -> entry(connection, id));
    }

    @Override
    public CompletionStage<List<ProfileEntry>> all() {
        return database.call(connection -> Statement.select(SELECT).list(connection, this::row).stream()
                .sorted(java.util.Comparator.comparing(each -> each.profile().name()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<ProfileMatch>> match(Optional<String> vendor, Optional<String> model) {
        return recent().thenApply(entries ->
                ProfileMatch.of(entries.stream().map(ProfileEntry::profile).toList(), vendor, model));
    }

    @Override
    public CompletionStage<PinnedWorkflow> fitted(
            PinnedWorkflow workflow, Optional<String> vendor, Optional<String> model) {
        return recent().thenCompose(entries -> ProfileMatch.of(
                        entries.stream().map(ProfileEntry::profile).toList(), vendor, model)
                .map(match -> fitting.fit(workflow, match, id(entries, match)))
                .orElseGet(() -> CompletableFuture.completedStage(workflow)));
    }

    private static String id(List<ProfileEntry> entries, ProfileMatch match) {
        return entries.stream()
                .filter(entry -> entry.profile().equals(match.profile()))
                .map(ProfileEntry::id)
                .findFirst()
                .orElse("");
    }

    private CompletionStage<List<ProfileEntry>> recent() {
        Optional<Kept> before = kept;
        long now = System.nanoTime();
        if (before.isPresent() && now - before.get().readAt() < KEPT_NANOS) {
            return CompletableFuture.completedStage(before.get().entries());
        }
        return all().thenApply(entries -> {
            kept = Optional.of(new Kept(entries, now));
            return entries;
        });
    }

    private Optional<ProfileEntry> entry(Connection connection, String id) throws SQLException {
        return Statement.select(SELECT).where("id = ?", id).list(connection, this::row).stream()
                .findFirst();
    }

    private ProfileEntry row(ResultSet row) throws SQLException {
        return new ProfileEntry(
                row.getString("id"),
                profile(row.getString("profile")),
                Statement.instant(row, "created_at"),
                row.getString("created_by"),
                Statement.instant(row, "updated_at"));
    }

    private DeviceProfile profile(String json) throws SQLException {
        try {
            ProfileReading reading = ProfileReading.of(Json.mapper().readValue(json, ObjectNode.class), steps);
            if (reading instanceof ProfileReading.Profile(DeviceProfile profile)) {
                return profile;
            }
            throw new SQLException("device_profile.profile is none: " + reading);
        } catch (JsonProcessingException broken) {
            throw new SQLException("device_profile.profile holds no JSON object", broken);
        }
    }
}
