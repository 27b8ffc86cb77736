package io.tunebook.server.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The constraints of a trial of Optuna, which are tags of its run: a list of numbers, or since
/// Optuna 5 a number for each name. A number above 0 violates its constraint, and Optuna never
/// calls such a trial the best.
public final class Constraints {
    private static final String TAG = "system_attr/constraints";
    private static final String NAMED = TAG + ":";

    /// As JSON of Python writes them.
    private static final Set<String> NON_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private Constraints() {}

    /// The constraints of a run by name, or by index in a list; a number that cannot be read is not
    /// among them.
    public static Map<String, Double> of(Map<String, String> tags) {
        Map<String, Double> all = new LinkedHashMap<>();
        String list = tags.get(TAG);
        if (list != null) {
            String[] texts = list.strip().replaceAll("^\\[|]$", "").split(",", -1);
            for (int i = 0; i < texts.length; i++) {
                put(all, Integer.toString(i), texts[i]);
            }
        }
        tags.forEach((key, text) -> {
            if (key.startsWith(NAMED)) {
                put(all, key.substring(NAMED.length()), text);
            }
        });
        return all;
    }

    private static void put(Map<String, Double> all, String name, String text) {
        String number = text.strip();
        if (DecimalText.isNumber(number) || NON_FINITE.contains(number)) {
            all.put(name, Double.parseDouble(number));
        }
    }

    /// Which constraints a run violates, in words; null when it violates none.
    public static @Nullable String violated(Map<String, String> tags) {
        Map<String, Double> all = of(tags);
        List<String> above = new ArrayList<>();
        all.forEach((name, value) -> {
            if (value > 0) {
                above.add("constraint %s is %s, above 0".formatted(name, value));
            }
        });
        return above.isEmpty()
                ? null
                : "the trial violates %d of %d constraints: %s"
                        .formatted(above.size(), all.size(), String.join("; ", above));
    }
}
