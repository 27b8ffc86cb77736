package io.tunebook.bench.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// Texts that the server knows: those of the examples, and names from its answers; so that requests
/// refer to existing objects.
final class WordPool {
    private static final int LIMIT = 400;
    private static final int MAX_OF_A_NAME = 20;

    /// The names that the examples create.
    private static final List<String> FIRST =
            List.of(
                    "learning_rate",
                    "width",
                    "validation/error",
                    "outside mnist",
                    "space",
                    "points",
                    "digits",
                    "digits-r1",
                    "digits-s1",
                    "digits-s1-t0",
                    "digits-l1",
                    "1",
                    "0");

    private final Random random;
    private final List<String> known = new ArrayList<>(FIRST);
    private final Map<String, List<String>> named = new HashMap<>();

    WordPool(Random random) {
        this.random = random;
    }

    String one() {
        return switch (random.nextInt(6)) {
            case 0 -> made();
            case 1, 2 -> HostileInputs.one(known, random);
            default -> HostileInputs.one(FIRST, random);
        };
    }

    /// Mostly a text from the server's answers under that name.
    String of(String name) {
        List<String> all = named.getOrDefault(name, List.of());
        return all.isEmpty() || random.nextInt(4) == 0 ? one() : HostileInputs.one(all, random);
    }

    private String made() {
        return Integer.toString(random.nextInt(1 << 20), 36);
    }

    /// Collects the texts of an answer that may be names.
    void learn(JsonNode node) {
        node.propertyStream()
                .forEach(p -> {
                    if (p.getValue().isString()) {
                        take(p.getKey(), p.getValue().stringValue());
                    }
                });
        node.forEach(this::learn);
    }

    private void take(String name, String text) {
        if (text.isEmpty() || text.length() >= 60 || text.indexOf(' ') >= 0) {
            return;
        }
        if (!known.contains(text)) {
            if (known.size() < LIMIT) {
                known.add(text);
            } else {
                known.set(20 + random.nextInt(LIMIT - 20), text);
            }
        }
        List<String> same = named.computeIfAbsent(name, n -> new ArrayList<>());
        if (!same.contains(text)) {
            if (same.size() < MAX_OF_A_NAME) {
                same.add(text);
            } else {
                same.set(random.nextInt(MAX_OF_A_NAME), text);
            }
        }
    }
}
