package io.tunebook.server.model;

/// The least and the greatest value seen so far.
///
/// @param low infinity before the first value
/// @param high minus infinity before the first value
public record ValueRange(double low, double high) {
    static final ValueRange EMPTY =
            new ValueRange(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    /// Whether no value was seen.
    public boolean empty() {
        return low > high;
    }

    boolean contains(double value) {
        return value >= low && value <= high;
    }

    ValueRange with(double value) {
        return new ValueRange(Math.min(low, value), Math.max(high, value));
    }
}
