/**
 * Files in a bucket of an object store that speaks S3, uploaded in parts.
 *
 * <p>May import: {@code storage, protocol}, the AWS SDK. No other kind of backend.
 */
@NullMarked
package io.pureboot.engine.storage.s3;

import org.jspecify.annotations.NullMarked;
