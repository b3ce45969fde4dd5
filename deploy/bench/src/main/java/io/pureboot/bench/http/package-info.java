/** An HTTP/1.1 client of one connection, as light as it can be: it shares the processors with what it measures. Imports nothing of ours. */
@NullMarked
package io.pureboot.bench.http;

import org.jspecify.annotations.NullMarked;
