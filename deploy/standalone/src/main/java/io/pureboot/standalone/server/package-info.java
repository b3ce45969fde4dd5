/** Starting and stopping the servers: settings, the database, the engine and the edge. Imports the modules' entry points only. */
@NullMarked
package io.pureboot.standalone.server;

import org.jspecify.annotations.NullMarked;
