package io.tunebook.bench.verdicts;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a simulation is run with.
///
/// @param seed of all random numbers
/// @param scale of the number of draws: 1 for the whole bench, less for the test
/// @param data the folder with real tuning data (`tuning/*.jsonl.gz`); null for none
public record Settings(long seed, double scale, @Nullable Path data) {
    /// The seed of the published table. It was not used while the rules were tuned.
    public static final long DEFAULT_SEED = 20_261_128;

    /// The number of draws: a share of `full`, at least 4.
    public int draws(int full) {
        return Math.max(4, (int) Math.round(full * scale));
    }
}
