package io.pureboot.lab.chaos.machine;

/**
 * An execution that a machine has been given.
 *
 * @param token what its callbacks bear
 */
record RunningExecution(String id, String token) {}
