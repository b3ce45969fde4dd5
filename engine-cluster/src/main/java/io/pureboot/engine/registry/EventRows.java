package io.pureboot.engine.registry;

import java.sql.Connection;
import java.sql.SQLException;

/** Writes what an event changes into the tables that all engines read. */
@FunctionalInterface
interface EventRows<E> {
    /** Called once for each event, in order, within the transaction that moves the registry's position. */
    void write(Connection connection, E event) throws SQLException;
}
