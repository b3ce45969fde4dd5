package io.pureboot.engine.registry;

/** The registry cannot say now whether a change holds: "try again later". */
public final class RegistryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailable(String detail) {
        super(detail);
    }
}
