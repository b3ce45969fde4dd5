package io.pureboot.bench.tftp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.tftp.Race.Lap;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a race gave.
 *
 * @param servers ours first
 * @param absent why others did not take part
 */
public record Standings(List<String> servers, List<Workload> rows, List<Lap> laps, List<String> absent) {

    public Standings {
        servers = List.copyOf(servers);
        rows = List.copyOf(rows);
        laps = List.copyOf(laps);
        absent = List.copyOf(absent);
    }

    public long failures() {
        return laps.stream().mapToLong(lap -> lap.failures().size()).sum();
    }

    /** A table for people: medians of the rounds; the ratio is the median of the rounds' ratios to the best of the others. */
    public List<String> lines() {
        List<String> head = new ArrayList<>(List.of("clients × window"));
        head.addAll(servers);
        head.addAll(List.of("ours / best other", "of each round"));
        TextTable table = new TextTable(head.toArray(String[]::new));
        for (Workload row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.toString()));
            servers.forEach(server -> cells.add(cell(row, server)));
            double[] ratios = ratios(row);
            cells.add(ratios.length == 0 ? "–" : number(Figures.median(ratios), 2));
            List<String> each = new ArrayList<>();
            for (double ratio : ratios) {
                each.add(number(ratio, 2));
            }
            cells.add(String.join(" ", each));
            table.row(cells.toArray(String[]::new));
        }
        List<String> lines = new ArrayList<>(
                List.of("MB/s over all clients (CPU ms of the server per MB); blocks of " + Download.BLOCK_BYTES));
        lines.addAll(table.lines());
        absent.forEach(reason -> lines.add("not here: " + reason));
        lines.add(failures() == 0 ? "every client got the file, byte for byte" : failures() + " CLIENTS FAILED:");
        laps.stream()
                .flatMap(lap ->
                        lap.failures().stream().map(why -> "  " + lap.server() + " " + lap.workload() + ": " + why))
                .limit(10)
                .forEach(lines::add);
        return lines;
    }

    /** The same with every lap. */
    public ObjectNode json() {
        ObjectNode all = Json.mapper().createObjectNode();
        ArrayNode list = all.putArray("laps");
        for (Lap lap : laps) {
            ObjectNode node = list.addObject();
            node.put("server", lap.server());
            node.put("clients", lap.workload().clients());
            node.put("window", lap.workload().window());
            node.put("megabytes_per_second", lap.megabytesPerSecond());
            node.put("cpu_ms_per_megabyte", lap.cpuMillisPerMegabyte());
            ArrayNode failures = node.putArray("failures");
            lap.failures().forEach(failures::add);
        }
        ObjectNode ratios = all.putObject("ours_to_best_other");
        for (Workload row : rows) {
            double[] each = ratios(row);
            if (each.length > 0) {
                ratios.put(row.clients() + "x" + row.window(), Figures.median(each));
            }
        }
        ArrayNode missing = all.putArray("absent");
        absent.forEach(missing::add);
        return all;
    }

    private String cell(Workload row, String server) {
        List<Lap> own = of(row, server);
        long failed = own.stream().mapToLong(lap -> lap.failures().size()).sum();
        return number(median(own, Lap::megabytesPerSecond), 1)
                + " (" + number(median(own, Lap::cpuMillisPerMegabyte), 2) + ")"
                + (failed == 0 ? "" : " " + failed + " failed");
    }

    /** For each round, our speed to that of the best other which failed nowhere in it. */
    private double[] ratios(Workload row) {
        List<Lap> ours = of(row, servers.getFirst());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            double best = 0;
            for (String other : servers.subList(1, servers.size())) {
                Lap lap = of(row, other).get(round);
                best = Math.max(best, lap.failures().isEmpty() ? lap.megabytesPerSecond() : 0);
            }
            if (best > 0) {
                ratios.add(ours.get(round).megabytesPerSecond() / best);
            }
        }
        return ratios.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private List<Lap> of(Workload row, String server) {
        return laps.stream()
                .filter(lap -> lap.workload().equals(row) && lap.server().equals(server))
                .toList();
    }

    private static double median(List<Lap> laps, ToDoubleFunction<Lap> figure) {
        return laps.isEmpty()
                ? 0
                : Figures.median(laps.stream().mapToDouble(figure).toArray());
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
