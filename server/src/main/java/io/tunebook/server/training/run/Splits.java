package io.tunebook.server.training.run;

import io.tunebook.events.Reproduction;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The data of studies, each read once, as training and validation rows. Thread-safe.
final class Splits {
    private final Map<String, Split> splits = new ConcurrentHashMap<>();

    /// @throws UnusableDataException when the data cannot be loaded, or has changed since the study
    ///   was created
    Split of(Reproduction reproduction) {
        return of(reproduction.data(), reproduction.digest());
    }

    /// @param data the line that describes the source
    Split of(String data, String digest) {
        return splits.computeIfAbsent(
                data + " " + digest,
                key -> {
                    Dataset loaded = load(data);
                    if (!loaded.digest().equals(digest)) {
                        throw new UnusableDataException(
                                "the data has changed since the study was created: %s"
                                        .formatted(data));
                    }
                    return StudyData.split(loaded);
                });
    }

    private static Dataset load(String data) {
        try {
            return StudyData.parse(data).load();
        } catch (IllegalArgumentException e) {
            throw new UnusableDataException(String.valueOf(e.getMessage()), e);
        }
    }
}
