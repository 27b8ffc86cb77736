package io.tunebook.server.training.run;

import io.tunebook.kernels.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether built-in training can load a description of data, and what the data contains.
///
/// @param data the description, as a study records it
/// @param problem why it cannot be loaded and what to do; null when it can
/// @param examples rows, 0 when it cannot be loaded
/// @param inputs features of a row, 0 when it cannot be loaded
/// @param digest SHA-256 in hex, empty when it cannot be loaded
public record DataCheck(
        String data,
        @Nullable String problem,
        int examples,
        int inputs,
        List<String> classes,
        String digest) {
    private static final int MAX_CLASSES = 50;
    private static final String DEFAULT_LABEL = "label";

    /// The results of the last loads; a file is loaded again when it has changed.
    private static final Map<String, DataCheck> RECENT =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, DataCheck> eldest) {
                    return size() > 16;
                }
            };

    public DataCheck {
        classes = List.copyOf(classes);
    }

    public boolean usable() {
        return problem == null;
    }

    /// Loads the data, one source at a time, unless the same was loaded recently.
    ///
    /// @param description as [StudyData#line] writes it, or a path alone
    public static DataCheck of(String description) {
        String data = description.strip();
        if (data.isEmpty()) {
            return unusable(
                    data, "no data is named: choose generated data, or a file of the server");
        }
        synchronized (RECENT) {
            StudyData source;
            try {
                source = parse(data);
            } catch (IllegalArgumentException e) {
                return unusable(data, String.valueOf(e.getMessage()));
            }
            String key = key(source);
            DataCheck known = RECENT.get(key);
            if (known != null) {
                return known;
            }
            DataCheck check = load(source);
            if (check.usable()) {
                RECENT.put(key, check);
            }
            return check;
        }
    }

    private static StudyData parse(String data) {
        try {
            return data.startsWith("/") || data.startsWith("./") || data.startsWith("../")
                    ? StudyData.of(Path.of(data), DEFAULT_LABEL)
                    : StudyData.parse(data);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'%s' has a number that is too large".formatted(data), e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'%s' is not a path".formatted(data), e);
        }
    }

    private static DataCheck load(StudyData source) {
        try {
            Dataset data = source.load();
            StudyData.split(data);
            List<String> classes = data.classes();
            return new DataCheck(
                    source.line(),
                    null,
                    data.rows(),
                    data.inputs(),
                    new ArrayList<>(classes.subList(0, Math.min(MAX_CLASSES, classes.size()))),
                    data.digest());
        } catch (UnusableDataException | IllegalArgumentException e) {
            return unusable(source.line(), String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError _) {
            return unusable(source.line(), "the data does not fit in memory: use fewer examples");
        }
    }

    private static DataCheck unusable(String data, String problem) {
        return new DataCheck(data, problem, 0, 0, List.of(), "");
    }

    /// The description, for a file with its size and the time of its last change.
    private static String key(StudyData source) {
        if (!(source instanceof StudyData.File(Path path, String label))) {
            return source.line();
        }
        StringBuilder key = new StringBuilder(label);
        try (var files =
                Files.isDirectory(path) ? Files.list(path) : java.util.stream.Stream.of(path)) {
            for (Path file : files.sorted().toList()) {
                key.append('|')
                        .append(file)
                        .append(Files.size(file))
                        .append(Files.getLastModifiedTime(file));
            }
        } catch (IOException _) {
            key.append('|').append(path);
        }
        return key.toString();
    }
}
