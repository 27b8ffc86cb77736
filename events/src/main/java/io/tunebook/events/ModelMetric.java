package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// One measurement of a model. NaN and infinities are data.
///
/// @param time milliseconds since 1970
/// @param dataset the name of the dataset that it was made on, null when unknown
/// @param digest of that dataset, as computed by its client; null when unknown
public record ModelMetric(
        String metric,
        double value,
        long time,
        long step,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String dataset,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String digest) {
    private static final int MAX_NAME = 250;

    public ModelMetric {
        metric = Rejection.text("a metric's name", metric, MAX_NAME);
        dataset = dataset == null ? null : Rejection.text("a dataset's name", dataset, 500);
        digest = digest == null ? null : Rejection.text("a dataset's digest", digest, 500);
    }
}
