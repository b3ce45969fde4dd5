package io.pureboot.standalone.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What wanted things name, and in which order they can be made. */
final class References {
    private References() {}

    /** The name in a reference such as {@code base:v2.1}. */
    static String name(String reference) {
        int colon = reference.indexOf(':');
        return colon < 0 ? reference : reference.substring(0, colon);
    }

    /** The version in a reference; empty when it names none. */
    static String version(String reference) {
        int colon = reference.indexOf(':');
        return colon < 0 ? "" : reference.substring(colon + 1);
    }

    /** Notes templates that include each other in a circle. */
    static void judge(List<Wanted> wanted, List<String> faults) {
        Map<String, Wanted> templates = templates(wanted);
        Set<String> done = new LinkedHashSet<>();
        for (String name : templates.keySet()) {
            visit(name, templates, new ArrayList<>(), done, faults);
        }
    }

    private static void visit(
            String name, Map<String, Wanted> templates, List<String> path, Set<String> done, List<String> faults) {
        Optional<Wanted> found = Optional.ofNullable(templates.get(name));
        if (found.isEmpty() || done.contains(name)) {
            return;
        }
        Wanted template = found.get();
        path.add(name);
        for (String reference : template.templates()) {
            String included = name(reference);
            if (path.contains(included)) {
                List<String> circle = new ArrayList<>(path.subList(path.indexOf(included), path.size()));
                circle.add(included);
                faults.add(template.file() + ":" + place(template.text(), reference)
                        + ": the include leads back to where it comes from: " + String.join(" → ", circle)
                        + " [circular_include]");
            } else {
                visit(included, templates, path, done, faults);
            }
        }
        path.removeLast();
        done.add(name);
    }

    private static Map<String, Wanted> templates(List<Wanted> wanted) {
        Map<String, Wanted> templates = new LinkedHashMap<>();
        wanted.stream()
                .filter(each -> each.kind() == Kind.TEMPLATE)
                .forEach(each -> templates.putIfAbsent(each.name(), each));
        return templates;
    }

    /** Kind by kind, included templates before those that include them. */
    static List<Wanted> inOrder(List<Wanted> wanted) {
        Map<String, Wanted> templates = templates(wanted);
        Set<Wanted> ordered = new LinkedHashSet<>();
        templates.keySet().forEach(name -> order(name, templates, ordered, new HashSet<>()));
        List<Wanted> all = new ArrayList<>(ordered);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.TEMPLATE) {
                wanted.stream().filter(each -> each.kind() == kind).forEach(all::add);
            }
        }
        return all;
    }

    /** @param path what leads here, so that a circle comes to an end */
    private static void order(String name, Map<String, Wanted> templates, Set<Wanted> ordered, Set<String> path) {
        Optional<Wanted> template = Optional.ofNullable(templates.get(name));
        if (template.isPresent() && path.add(name)) {
            template.get().templates().forEach(reference -> order(name(reference), templates, ordered, path));
            ordered.add(template.get());
        }
    }

    /** Line and column at which {@code words} stand first, from 1; the begin of the text when they stand nowhere. */
    static String place(String text, String words) {
        int at = Math.max(0, text.indexOf(words));
        String before = text.substring(0, at);
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        return line + ":" + (at - before.lastIndexOf('\n'));
    }
}
