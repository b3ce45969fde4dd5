/**
 * A real PostgreSQL server as a child process: for newcomers ({@code ./pureboot up}) and for every test that needs a database.
 * It unpacks the binaries that are on the class path and starts them durably. It knows nothing of PureBoot's schema, and imports
 * only JDBC and the archive readers.
 */
@NullMarked
package io.pureboot.postgres;

import org.jspecify.annotations.NullMarked;
