package io.pureboot.standalone.files;

import java.util.ArrayList;
import java.util.List;

/**
 * What an apply would do, in its order.
 *
 * @param faults why nothing may be done at all, as lines
 * @param notes what people should know
 */
public record Plan(List<Change> changes, List<Mark> unmarked, List<String> faults, List<String> notes) {
    public Plan {
        changes = List.copyOf(changes);
        unmarked = List.copyOf(unmarked);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /** The plan as people read it, with a count at its end. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(changes.stream().map(Change::line).toList());
        notes.forEach(note -> lines.add("! " + note));
        lines.add(count(Change.Action.CREATE) + " to create, " + count(Change.Action.UPDATE) + " to update, "
                + count(Change.Action.DELETE) + " to delete, " + count(Change.Action.KEEP) + " unchanged");
        return lines;
    }

    /** Whether the server differs from the files. */
    public boolean changesSomething() {
        return changes.stream().anyMatch(change -> change.action() != Change.Action.KEEP);
    }

    /** How many things would be deleted. */
    public int deletions() {
        return count(Change.Action.DELETE);
    }

    private int count(Change.Action action) {
        return (int)
                changes.stream().filter(change -> change.action() == action).count();
    }
}
