package io.tunebook.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What can be measured, by name.
public final class Benches {
    /// A part of a bench: measures in a folder of its own and tells its rows.
    private interface Part {
        List<Row> rows(Path folder) throws Exception;
    }

    private static final Map<String, Map<String, Part>> ALL = new LinkedHashMap<>();

    static {
        Map<String, Part> log = new LinkedHashMap<>();
        log.put("append", folder -> new AppendBench(folder).rows());
        log.put("replay", folder -> new ReplayBench(folder).rows());
        ALL.put("log", log);
    }

    private Benches() {}

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /// @param only one part of it, null for all
    /// @param dir where folders are made, and removed again
    /// @param each told of every row as it is measured
    /// @throws IllegalArgumentException when there is no such bench or part
    public static List<Row> run(String name, @Nullable String only, Path dir, Consumer<Row> each)
            throws Exception {
        Map<String, Part> parts = ALL.get(name);
        if (parts == null) {
            throw new IllegalArgumentException(
                    "there is no bench '%s': %s".formatted(name, String.join(", ", names())));
        }
        if (only != null && !parts.containsKey(only)) {
            throw new IllegalArgumentException(
                    "bench '%s' has no part '%s': %s"
                            .formatted(name, only, String.join(", ", parts.keySet())));
        }
        List<Row> all = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (only != null && !only.equals(part.getKey())) {
                continue;
            }
            Path folder = Files.createTempDirectory(dir, "tunebook-bench");
            try {
                List<Row> rows = part.getValue().rows(folder);
                rows.forEach(each);
                all.addAll(rows);
            } finally {
                remove(folder);
            }
        }
        return all;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
