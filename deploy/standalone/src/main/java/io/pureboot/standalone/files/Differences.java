package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What differs, in words short enough for a plan. */
final class Differences {
    private static final int MOST = 6;
    private static final int LONGEST = 40;

    private Differences() {}

    /** The fields in which {@code wanted} differs from {@code held}; fields that only the server has by itself are passed over. */
    static List<String> fields(JsonNode held, JsonNode wanted, Set<String> ofServer) {
        List<String> found = new ArrayList<>();
        compare("", held, wanted, ofServer, found);
        if (found.size() <= MOST) {
            return found;
        }
        List<String> first = new ArrayList<>(found.subList(0, MOST));
        first.add((found.size() - MOST) + " more");
        return first;
    }

    private static void compare(String path, JsonNode held, JsonNode wanted, Set<String> ofServer, List<String> found) {
        if (held.equals(wanted) || sameNumber(held, wanted)) {
            return;
        }
        if (held.isObject() && wanted.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            wanted.fieldNames().forEachRemaining(names::add);
            held.fieldNames().forEachRemaining(names::add);
            names.stream()
                    .filter(name -> !path.isEmpty() || !ofServer.contains(name))
                    .forEach(name -> compare(
                            path.isEmpty() ? name : path + "." + name,
                            held.path(name),
                            wanted.path(name),
                            ofServer,
                            found));
        } else if (path.equals("steps") && held.isArray() && wanted.isArray()) {
            steps(held, wanted, found);
        } else {
            found.add(path + ": " + shown(held) + " → " + shown(wanted));
        }
    }

    private static void steps(JsonNode held, JsonNode wanted, List<String> found) {
        Map<String, JsonNode> before = byId(held);
        Map<String, JsonNode> after = byId(wanted);
        after.forEach((id, step) -> {
            if (before.containsKey(id)) {
                compare("steps." + id, before.get(id), step, Set.of(), found);
            } else {
                found.add("step " + id + " is new");
            }
        });
        before.keySet().stream().filter(id -> !after.containsKey(id)).forEach(id -> found.add("step " + id + " goes"));
        if (found.isEmpty()) {
            found.add("steps stand in another order");
        }
    }

    private static Map<String, JsonNode> byId(JsonNode steps) {
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        steps.forEach(step -> byId.put(step.path("id").asText(), step));
        return byId;
    }

    private static boolean sameNumber(JsonNode held, JsonNode wanted) {
        return held.isNumber() && wanted.isNumber() && held.decimalValue().compareTo(wanted.decimalValue()) == 0;
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "none" : value.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /** Which lines of {@code wanted} are not those of {@code held}: one range, from the first difference to the last. */
    static String lines(String held, String wanted) {
        List<String> before = held.lines().toList();
        List<String> after = wanted.lines().toList();
        int same = 0;
        while (same < Math.min(before.size(), after.size()) && before.get(same).equals(after.get(same))) {
            same++;
        }
        int end = 0;
        while (end < Math.min(before.size(), after.size()) - same
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        int removed = before.size() - same - end;
        int added = after.size() - same - end;
        if (removed == 0 && added == 0) {
            return "line ends";
        }
        return "from line " + (same + 1) + ": -" + removed + " +" + added;
    }
}
