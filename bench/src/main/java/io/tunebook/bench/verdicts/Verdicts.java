package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How often each verdict is a false alarm, and how often it finds what is there: thousands of
/// studies with known answers, judged by the product's own rules.
public final class Verdicts {
    private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();

    static {
        // One line a section.
        SECTIONS.put("gain", new GainSection());
        SECTIONS.put("boundary", new BoundarySection());
        SECTIONS.put("infeasibility", new InfeasibilitySection());
        SECTIONS.put("real-space", new RealSpaceSection());
        SECTIONS.put("importance", new ImportanceSection());
        SECTIONS.put("curves", new CurveSection());
        SECTIONS.put("real-curves", new RealCurvesSection());
        SECTIONS.put("comparison", new ComparisonSection());
        SECTIONS.put("expected-best", new ExpectedBestSection());
        SECTIONS.put("search", new SearchSection());
    }

    private Verdicts() {}

    /// The names of the parts.
    public static List<String> parts() {
        return List.copyOf(SECTIONS.keySet());
    }

    /// @param only the only part to run, null for all
    /// @param each receives every row as soon as it is known
    /// @throws IllegalArgumentException when there is no such part
    public static List<Row> run(@Nullable String only, Settings settings, Consumer<Row> each) {
        if (only != null && !SECTIONS.containsKey(only)) {
            throw new IllegalArgumentException(
                    "bench 'verdicts' has no part '%s': %s"
                            .formatted(only, String.join(", ", SECTIONS.keySet())));
        }
        List<Row> rows = new ArrayList<>();
        SECTIONS.forEach((name, section) -> {
            if (only == null || only.equals(name)) {
                section.run(
                        settings,
                        row -> {
                            rows.add(row);
                            each.accept(row);
                        });
            }
        });
        return rows;
    }
}
