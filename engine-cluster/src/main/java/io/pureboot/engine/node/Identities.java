package io.pureboot.engine.node;

import io.pureboot.engine.query.Database;
import io.pureboot.protocol.NodeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The table {@code node_identity}: which node a MAC, a UUID, a serial number belongs to. Its primary key decides between two who ask at once. */
final class Identities {
    private final Database database;

    Identities(Database database) {
        this.database = database;
    }

    /**
     * The node of the first of these that belongs to one, or a new one; those that belong to none are claimed for it. When there are none of these, as at
     * all boots of a machine but its first ones, that is one look and no more.
     */
    CompletionStage<NodeId> recognise(List<Identity> shown) {
        return database.call(connection -> owners(connection, shown)).thenCompose(owners -> {
            Optional<NodeId> known = shown.stream()
                    .flatMap(identity -> Optional.ofNullable(owners.get(identity)).stream())
                    .findFirst();
            return known.isPresent() && owners.size() == shown.size()
                    ? CompletableFuture.completedStage(known.get())
                    : claim(known.orElseGet(NodeId::fresh), shown);
        });
    }

    /** @param identities of different kinds */
    private static Map<Identity, NodeId> owners(Connection connection, List<Identity> identities) throws SQLException {
        String places = String.join(", ", Collections.nCopies(identities.size(), "(?, ?)"));
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT kind, node_id FROM node_identity WHERE (kind, value) IN (" + places + ")")) {
            int place = 1;
            for (Identity identity : identities) {
                statement.setString(place++, identity.kind().wire());
                statement.setString(place++, identity.value());
            }
            Map<String, NodeId> byKind = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    byKind.put(row.getString(1), new NodeId(row.getString(2)));
                }
            }
            Map<Identity, NodeId> owners = new HashMap<>();
            identities.forEach(
                    identity -> Optional.ofNullable(byKind.get(identity.kind().wire()))
                            .ifPresent(node -> owners.put(identity, node)));
            return owners;
        }
    }

    /**
     * Claims all of these for {@code node} if the first one is free or its own already; the others only as far as they are free.
     *
     * @return whose the first one is now
     */
    CompletionStage<NodeId> claim(NodeId node, List<Identity> identities) {
        return database.transaction(connection -> {
            insert(connection, node, identities.getFirst());
            NodeId owner = owner(connection, identities.getFirst()).orElseThrow();
            if (owner.equals(node)) {
                for (Identity identity : identities.subList(1, identities.size())) {
                    insert(connection, node, identity);
                }
            }
            return owner;
        });
    }

    CompletionStage<Boolean> release(NodeId node, List<Identity> identities) {
        return database.transaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "DELETE FROM node_identity WHERE kind = ? AND value = ? AND node_id = ?")) {
                for (Identity identity : identities) {
                    statement.setString(1, identity.kind().wire());
                    statement.setString(2, identity.value());
                    statement.setString(3, node.value());
                    statement.executeUpdate();
                }
            }
            return true;
        });
    }

    CompletionStage<Boolean> releaseAll(NodeId node) {
        return database.call(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM node_identity WHERE node_id = ?")) {
                statement.setString(1, node.value());
                return statement.executeUpdate() > 0;
            }
        });
    }

    private static void insert(Connection connection, NodeId node, Identity identity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO node_identity (kind, value, node_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, identity.kind().wire());
            statement.setString(2, identity.value());
            statement.setString(3, node.value());
            statement.executeUpdate();
        }
    }

    private static Optional<NodeId> owner(Connection connection, Identity identity) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT node_id FROM node_identity WHERE kind = ? AND value = ?")) {
            statement.setString(1, identity.kind().wire());
            statement.setString(2, identity.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new NodeId(row.getString(1))) : Optional.empty();
            }
        }
    }
}
