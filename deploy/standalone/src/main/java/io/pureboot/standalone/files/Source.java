package io.pureboot.standalone.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a directory holds: {@code templates/NAME.tmpl} (document 000's format) and {@code NAME.hbs} (Handlebars), {@code workflows/*.yaml},
 * {@code groups/*.yaml}, {@code profiles/*.yaml} ({@code .yml} too). Hidden files, {@code *.md} and {@code artifacts/} are passed over; anything else is a fault,
 * so that no file is overlooked for its name.
 *
 * @param faults of all files, as lines
 */
public record Source(List<Wanted> wanted, List<String> faults) {
    private static final Map<String, Kind> FOLDERS = Map.of(
            "templates", Kind.TEMPLATE, "workflows", Kind.WORKFLOW, "groups", Kind.GROUP, "profiles", Kind.PROFILE);

    public Source {
        wanted = List.copyOf(wanted);
        faults = List.copyOf(faults);
    }

    /** Reads all of it. Fails when {@code directory} is none. */
    public static Source read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no directory");
        }
        List<Wanted> wanted = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path entry : entries(directory)) {
            Optional<Kind> kind = Optional.ofNullable(
                            FOLDERS.get(entry.getFileName().toString()))
                    .filter(known -> Files.isDirectory(entry));
            if (kind.isEmpty()) {
                faults.add(entry + ": not known here; there are templates, workflows, groups, profiles [unknown_file]");
                continue;
            }
            for (Path file : entries(entry)) {
                one(kind.get(), file).into(wanted, faults);
            }
        }
        twice(wanted, faults);
        References.judge(wanted, faults);
        return new Source(wanted, faults);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Source::counts).sorted().toList();
        }
    }

    private static boolean counts(Path entry) {
        String name = entry.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith(".md") && !name.equals("artifacts");
    }

    private static OneFile one(Kind kind, Path file) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot + 1);
        boolean known = kind == Kind.TEMPLATE
                ? extension.equals("tmpl") || extension.equals("hbs")
                : extension.equals("yaml") || extension.equals("yml");
        if (!known || !Files.isRegularFile(file)) {
            return OneFile.faulty(file + ": not known here; "
                    + (kind == Kind.TEMPLATE ? "templates end in .tmpl or .hbs" : "these end in .yaml or .yml")
                    + " [unknown_file]");
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return OneFile.read(kind, file.toString(), name.substring(0, dot), extension, text);
        } catch (CharacterCodingException e) {
            return OneFile.faulty(file + ": not UTF-8 [not_utf8]");
        }
    }

    private static void twice(List<Wanted> wanted, List<String> faults) {
        Map<String, Wanted> seen = new HashMap<>();
        for (Wanted each : wanted) {
            Optional<Wanted> before = Optional.ofNullable(seen.putIfAbsent(each.kind() + " " + each.name(), each));
            before.ifPresent(
                    other -> faults.add(each.file() + ":1:1: " + each.kind().wire() + " '" + each.name()
                            + "' stands in " + other.file() + " too [duplicate_name]"));
        }
    }
}
