package io.tunebook.server.exchange.exports;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table whose rows are streamed.
///
/// @param name one word
public record Table(String name, List<Column> columns, Rows rows) {
    /// The type of a column's values.
    public enum Kind {
        TEXT,
        INTEGER,
        REAL,
        FLAG,
        /// Milliseconds since 1970.
        TIME
    }

    public record Column(String name, Kind kind) {}

    /// A value that was logged as a text: CSV has the text, a typed format the value.
    ///
    /// @param value a `Long`, `Double`, `Boolean` or `String`, as the column's kind
    public record Literal(String text, Object value) {}

    /// Passes every row to the sink, in order; can be called again.
    public interface Rows {
        void each(Row sink) throws IOException;
    }

    /// Receives a row.
    public interface Row {
        /// @param cells one for each column, null where there is none: `String`, `Long`, a `Float`
        ///   or `Double` (NaN and infinities are values), `Boolean`, or a [Literal] of one of them
        void take(@Nullable Object[] cells) throws IOException;
    }

    public Table {
        columns = List.copyOf(columns);
    }
}
