package io.tunebook.server.exchange.imports;

/// The number of runs of one table, which is limited by what the memory of this process can hold
/// beside everything else: a row of two numbers becomes a run of kilobytes.
final class RunCount {
    private static final int MOST = 200_000;
    private static final long BYTES_OF_A_RUN = 16 << 10;

    private RunCount() {}

    /// @param memory of the process, in bytes
    /// @throws UnreadableSourceException when there are too many
    static void check(int runs, long memory) {
        long most = Math.min(MOST, memory / BYTES_OF_A_RUN);
        if (runs > most) {
            throw new UnreadableSourceException(
                    "the table has more than %,d runs%s. If a run has several rows, select the column of its name or of its steps; else split the table"
                            .formatted(
                                    most,
                                    most < MOST
                                            ? ", the limit for this process's memory (give Java more, such as -Xmx2g)"
                                            : ""));
        }
    }
}
