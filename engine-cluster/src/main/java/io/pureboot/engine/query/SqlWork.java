package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.SQLException;

/** What is to be done with a connection; it is borrowed and must not be kept or closed. */
@FunctionalInterface
public interface SqlWork<T> {
    T run(Connection connection) throws SQLException;
}
