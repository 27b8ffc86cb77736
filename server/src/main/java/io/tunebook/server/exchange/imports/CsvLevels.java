package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A header of two lines, as pandas writes columns with two levels: `params,params` over
/// `lr,momentum`, and perhaps a third line with the name of the index.
final class CsvLevels {
    private CsvLevels() {}

    /// The lines of the header, 1 to 3.
    ///
    /// @param lines the first three of the file, or fewer
    static int count(List<List<String>> lines) {
        if (lines.size() < 3 || !isSecond(lines.get(0), lines.get(1))) {
            return 1;
        }
        List<String> third = lines.get(2);
        boolean index =
                !third.getFirst().isBlank()
                        && CsvNumbers.real(third.getFirst()) == null
                        && third.size() > 1
                        && third.stream().skip(1).allMatch(String::isBlank);
        return index && lines.getFirst().getFirst().isBlank() ? 3 : 2;
    }

    /// Whether the second line names the columns below groups of the first.
    private static boolean isSecond(List<String> first, List<String> second) {
        if (first.size() != second.size()) {
            return false;
        }
        Set<String> groups = new HashSet<>();
        Set<String> names = new HashSet<>();
        boolean grouped = false;
        for (int i = 0; i < first.size(); i++) {
            String group = first.get(i).strip();
            String name = second.get(i).strip();
            if (!name.isEmpty() && (group.isEmpty() || CsvNumbers.real(name) != null)) {
                return false;
            }
            grouped |= !group.isEmpty() && !groups.add(group);
            if (!group.isEmpty() && !names.add(joined(group, name))) {
                return false;
            }
        }
        // Optuna's table of trials with a single param repeats no group.
        boolean optuna =
                groups.containsAll(List.of("number", "params", "state"))
                        && second.get(first.indexOf("number")).isBlank();
        return grouped || optuna;
    }

    /// The names of the columns.
    static List<String> names(List<List<String>> lines) {
        int n = count(lines);
        List<String> first = lines.getFirst();
        if (n == 1) {
            return first;
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            all.add(joined(first.get(i).strip(), lines.get(1).get(i).strip()));
        }
        if (n == 3) {
            all.set(0, lines.get(2).getFirst());
        }
        return all;
    }

    private static String joined(String group, String name) {
        return name.isEmpty() || name.startsWith("Unnamed:") ? group : group + "_" + name;
    }
}
