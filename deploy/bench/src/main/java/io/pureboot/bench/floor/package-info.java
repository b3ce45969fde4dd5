/**
 * The floor: the least that a server can do for a callback that is durable before it is answered. JDK HttpServer, HikariCP, one SQL
 * statement. It speaks the engine's two callback URLs, so that the same agents drive it. Imports {@code protocol} for JSON only.
 */
@NullMarked
package io.pureboot.bench.floor;

import org.jspecify.annotations.NullMarked;
