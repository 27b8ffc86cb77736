package io.tunebook.server.exchange.exports;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table whose rows are told one after another.
///
/// @param name one word
public record Table(String name, List<Column> columns, Rows rows) {
    /// What a column's values are.
    public enum Kind {
        TEXT,
        WHOLE,
        REAL,
        FLAG,
        /// Milliseconds since 1970.
        TIME
    }

    public record Column(String name, Kind kind) {}

    /// Tells every row, in order; can be asked once more.
    public interface Rows {
        void each(Row sink) throws IOException;
    }

    /// Takes a row.
    public interface Row {
        /// @param cells one for each column, null where there is none: `String`, `Long`, a `Float`
        ///   or `Double` (NaN and infinities are values), `Boolean`
        void take(@Nullable Object[] cells) throws IOException;
    }

    public Table {
        columns = List.copyOf(columns);
    }
}
