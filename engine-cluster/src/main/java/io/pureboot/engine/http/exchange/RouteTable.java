package io.pureboot.engine.http.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the endpoint of a request: a tree of path segments, in which a literal segment goes before a variable one. */
public final class RouteTable {
    /** What became of a search. */
    public sealed interface Match {
        /** @param variables the segments that the path leaves open, by name */
        record Found(Endpoint endpoint, Map<String, String> variables) implements Match {}

        record NoSuchPath() implements Match {}

        /** @param allowed the methods that the path has, in alphabetical order */
        record OtherMethods(List<String> allowed) implements Match {}
    }

    private static final class Place {
        final Map<String, Place> literal = new HashMap<>();
        final TreeMap<String, Served> methods = new TreeMap<>();
        Optional<Place> variable = Optional.empty();
    }

    private record Served(Endpoint endpoint, List<String> segments) {}

    private final Place root = new Place();
    private final List<Endpoint> endpoints;

    /** @throws IllegalArgumentException when two endpoints share method and path */
    public RouteTable(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        this.endpoints.forEach(this::add);
    }

    /** All of them, in the order in which they were listed. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    private void add(Endpoint endpoint) {
        Place place = root;
        List<String> segments = endpoint.segments();
        for (String segment : segments) {
            place = segment.startsWith("{")
                    ? variableBelow(place)
                    : place.literal.computeIfAbsent(segment, s -> new Place());
        }
        if (place.methods.putIfAbsent(endpoint.method(), new Served(endpoint, segments)) != null) {
            throw new IllegalArgumentException("twice in the table: " + endpoint.method() + " " + endpoint.path());
        }
    }

    private static Place variableBelow(Place place) {
        Place below = place.variable.orElseGet(Place::new);
        place.variable = Optional.of(below);
        return below;
    }

    /** @param path the decoded segments of a request's path */
    public Match find(String method, List<String> path) {
        Optional<Place> place = descend(root, path);
        if (place.isEmpty() || place.get().methods.isEmpty()) {
            return new Match.NoSuchPath();
        }
        Served served = place.get().methods.get(method);
        return served == null
                ? new Match.OtherMethods(List.copyOf(place.get().methods.keySet()))
                : new Match.Found(served.endpoint(), variables(served.segments(), path));
    }

    private static Optional<Place> descend(Place place, List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(place);
        }
        List<String> rest = path.subList(1, path.size());
        Optional<Place> literal = Optional.ofNullable(place.literal.get(path.getFirst()))
                .flatMap(below -> descend(below, rest))
                .filter(found -> !found.methods.isEmpty());
        return literal.isPresent() ? literal : place.variable.flatMap(below -> descend(below, rest));
    }

    private static Map<String, String> variables(List<String> segments, List<String> path) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                variables.put(segment.substring(1, segment.length() - 1), path.get(i));
            }
        }
        return Map.copyOf(variables);
    }
}
