package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The natural bounds of a hyperparameter: the values that it can have at all, whatever range is
/// searched. A dropout rate has 0 to 1, 1 excluded.
///
/// @param low the least value, null for none
/// @param high the greatest value, null for none
/// @param lowOpen whether `low` itself is excluded
/// @param highOpen whether `high` itself is excluded
public record Bounds(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double low,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double high,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean lowOpen,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean highOpen) {
    public Bounds {
        if (!finite(low) || !finite(high)) {
            throw new Rejection(
                    "bounds are finite numbers, not %s and %s: omit a bound that does not exist"
                            .formatted(low, high));
        }
        if (low == null && high == null) {
            throw new Rejection("bounds need low, high or both: enter one, or omit the bounds");
        }
        if (low != null && high != null && low >= high) {
            throw new Rejection(
                    "bounds need low < high, but low is %s and high is %s".formatted(low, high));
        }
    }

    /// Bounds read from JSON: an absent `lowOpen` or `highOpen` means that the bound is included.
    @JsonCreator
    static Bounds of(
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Boolean lowOpen,
            @Nullable Boolean highOpen) {
        return new Bounds(
                low,
                high,
                Objects.requireNonNullElse(lowOpen, false),
                Objects.requireNonNullElse(highOpen, false));
    }

    private static boolean finite(@Nullable Double bound) {
        return bound == null || Double.isFinite(bound);
    }

    /// Whether a hyperparameter can have this value.
    public boolean contains(double x) {
        boolean above = low == null || x > low || (x == low && !lowOpen);
        boolean below = high == null || x < high || (x == high && !highOpen);
        return above && below;
    }

    /// Such as `at least 0 and below 1`.
    @Override
    public String toString() {
        String from = low == null ? "" : (lowOpen ? "above " : "at least ") + new Value.Real(low);
        String to = high == null ? "" : (highOpen ? "below " : "at most ") + new Value.Real(high);
        return from.isEmpty() || to.isEmpty() ? from + to : from + " and " + to;
    }
}
