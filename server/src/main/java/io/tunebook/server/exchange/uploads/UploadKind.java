package io.tunebook.server.exchange.uploads;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an uploaded file is.
public enum UploadKind {
    /// A storage of Optuna: a journal or an SQLite file.
    OPTUNA,
    /// An event file of TensorBoard, or a ZIP file of a folder of runs.
    TENSORBOARD,
    /// A table of runs.
    CSV,
    /// A project archive of Tunebook.
    ARCHIVE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<UploadKind> of(String label) {
        return Arrays.stream(values()).filter(k -> k.label().equals(label)).findFirst();
    }

    public static String labels() {
        return Arrays.stream(values()).map(UploadKind::label).collect(Collectors.joining(", "));
    }
}
