package io.tunebook.server.exchange.imports;

/// Converts wall times in seconds to milliseconds since 1970; 0 for unknown and impossible times.
final class WallTimes {
    private static final double YEAR_10000 = 253_402_300_800.0;

    private final SkippedItems skips;

    WallTimes(SkippedItems skips) {
        this.skips = skips;
    }

    long millis(double seconds) {
        if (seconds >= 0 && seconds < YEAR_10000) {
            return Math.round(seconds * 1_000);
        }
        skips.add("a time outside of the years 1970 to 9999, recorded as unknown");
        return 0;
    }
}
