package io.pureboot.engine.storage;

/** A backend to be. */
public record NewBackend(String name, Place place) {}
