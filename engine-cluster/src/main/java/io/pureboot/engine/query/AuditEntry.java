package io.pureboot.engine.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One thing that has happened to an execution.
 *
 * @param sequence the command's place in the execution's journal, from 1
 * @param position the event's place among those of that command, from 1
 * @param name the event's stable name, such as {@code execution-paused}
 * @param details the event's own fields, but for those that are never shown
 */
public record AuditEntry(long sequence, int position, String name, Instant at, ObjectNode details) {}
