package io.pureboot.bench.agent;

/**
 * An execution that has begun.
 *
 * @param id its id, part of its callbacks' URLs
 * @param token what its callbacks have to carry
 */
public record Ticket(String id, String token) {}
