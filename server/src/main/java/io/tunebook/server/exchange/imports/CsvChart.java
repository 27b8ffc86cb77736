package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A chart exported from Weights & Biases: a column of steps, then for each curve `RUN - METRIC`
/// with columns of the minimum and maximum of each point.
final class CsvChart {
    private static final String BETWEEN = " - ";
    private static final List<String> EXTREMES = List.of("__MIN", "__MAX");

    private CsvChart() {}

    static boolean is(List<String> header) {
        Set<String> all = new HashSet<>(header);
        return header.stream()
                .skip(1)
                .anyMatch(name ->
                        name.contains(BETWEEN)
                                && EXTREMES.stream().allMatch(e -> all.contains(name + e)));
    }

    static List<CsvColumn> columns(List<String> header, CsvProfile profile) {
        List<CsvColumn> all = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            all.add(column(i, header.get(i), profile.kind(i).sample()));
        }
        return all;
    }

    private static CsvColumn column(int index, String name, String sample) {
        if (index == 0) {
            return new CsvColumn(index, name, Role.STEP, name, "", sample);
        }
        int at = name.lastIndexOf(BETWEEN);
        if (at <= 0 || EXTREMES.stream().anyMatch(name::endsWith)) {
            String why = at <= 0 ? "not 'RUN - METRIC'" : "the minimum or maximum of a point";
            return new CsvColumn(index, name, Role.IGNORED, name, why, sample);
        }
        String metric = name.substring(at + BETWEEN.length());
        return metric.equals("_step")
                ? new CsvColumn(index, name, Role.STEP, metric, "", sample)
                : new CsvColumn(index, name, Role.METRIC, metric, "", sample);
    }
}
