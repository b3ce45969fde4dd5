package io.pureboot.engine.http;

/**
 * How this engine stands in its cluster.
 *
 * @param status the member's status in Pekko's words, for people
 * @param members how many engines are up, as this one sees it
 */
public record Membership(String status, boolean up, int members) {}
