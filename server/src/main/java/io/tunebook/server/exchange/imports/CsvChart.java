package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A chart exported from Weights & Biases: a column of steps, then for each curve `RUN - METRIC`
/// with columns of the minimum and maximum of each point. Runs of the same name have the same
/// columns.
final class CsvChart {
    private static final String BETWEEN = " - ";
    private static final List<String> EXTREMES = List.of("__MIN", "__MAX");
    private static final Set<String> STEPS = Set.of("step", "_step");

    private CsvChart() {}

    static boolean is(List<String> header) {
        Set<String> all = new HashSet<>(header);
        boolean plain =
                header.size() > 1
                        && STEPS.contains(CsvRoles.lower(header.getFirst()))
                        && header.stream().skip(1).allMatch(name -> name.contains(BETWEEN));
        return plain
                || header.stream()
                        .skip(1)
                        .anyMatch(name ->
                                name.contains(BETWEEN)
                                        && EXTREMES.stream().allMatch(e -> all.contains(name + e)));
    }

    static List<CsvColumn> columns(CsvHeader header, CsvProfile profile) {
        List<CsvColumn> all = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            all.add(
                    column(
                            i,
                            header.plain().get(i),
                            header.occurrence(i),
                            profile.kind(i).sample()));
        }
        return all;
    }

    /// Whether the horizontal axis is the step of the runs.
    static boolean isStep(CsvColumn axis) {
        return STEPS.contains(CsvRoles.lower(axis.name()));
    }

    /// Whether the horizontal axis is the time of day.
    static boolean isTime(CsvColumn axis) {
        String name = CsvRoles.lower(axis.name()).replaceAll("[_ ]", "");
        return name.equals("walltime") || name.equals("timestamp");
    }

    private static CsvColumn column(int index, String name, int occurrence, String sample) {
        if (index == 0) {
            return new CsvColumn(index, name, Role.STEP, name, "", sample);
        }
        int at = name.lastIndexOf(BETWEEN);
        if (at <= 0 || EXTREMES.stream().anyMatch(name::endsWith)) {
            String why = at <= 0 ? "not 'RUN - METRIC'" : "the minimum or maximum of a point";
            return new CsvColumn(index, name, Role.IGNORED, name, why, sample);
        }
        String metric = name.substring(at + BETWEEN.length());
        String run = name.substring(0, at) + (occurrence > 1 ? " (%d)".formatted(occurrence) : "");
        Role role = metric.equals("_step") ? Role.STEP : Role.METRIC;
        String why = occurrence > 1 ? "another run with the same name" : "";
        return new CsvColumn(index, run + BETWEEN + metric, role, metric, why, sample);
    }
}
