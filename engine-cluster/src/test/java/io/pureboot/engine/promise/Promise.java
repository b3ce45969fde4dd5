package io.pureboot.engine.promise;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which promise a test class proves; on a method, which clause of it. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Promise {
    /** From 1; on a method that of its class. */
    int number();

    /** The promise, or the clause, in one sentence. */
    String says();

    /** On a class: what is not kept, or not proved, yet; empty when nothing is missing. */
    String missing() default "";

    /** On a class: files in other places that prove parts of it, from the root of the repository. */
    String[] alsoIn() default {};
}
