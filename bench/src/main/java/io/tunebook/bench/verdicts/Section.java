package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import java.util.function.Consumer;

/// The rows of one rule, or of rules that belong together.
interface Section {
    /// Simulates, and reports each row as soon as it is known.
    void run(Settings settings, Consumer<Row> rows);
}
