package io.tunebook.server.exchange.exports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table as CSV of RFC 4180 in UTF-8, with a header. A missing value is an empty field; `NaN`,
/// `Infinity` and `-Infinity` are written as such.
///
/// A text that a spreadsheet would interpret as a formula gets an apostrophe in front, which the
/// import removes; numbers are never changed.
public final class CsvExport {
    /// The beginning of a formula, also behind apostrophes, so that the import removes only the
    /// added one.
    private static final Pattern RISKY = Pattern.compile("'*[=+\\-@\t\r]");

    private CsvExport() {}

    /// Writes and flushes, and leaves the stream open.
    public static void write(Table table, OutputStream out) throws IOException {
        CsvWriter csv =
                CsvWriter.builder()
                        .lineDelimiter(LineDelimiter.LF)
                        .build(out, StandardCharsets.UTF_8);
        List<Column> columns = table.columns();
        csv.writeRecord(columns.stream().map(c -> safe(c.name())).toList());
        List<String> fields = new ArrayList<>(columns.size());
        table.rows()
                .each(cells -> {
                    fields.clear();
                    for (int i = 0; i < cells.length; i++) {
                        fields.add(field(cells[i], columns.get(i).kind()));
                    }
                    csv.writeRecord(fields);
                });
        csv.flush();
    }

    private static String field(@Nullable Object cell, Kind kind) {
        return switch (cell) {
            case null -> "";
            case Long millis when kind == Kind.TIME -> Instant.ofEpochMilli(millis).toString();
            case String text -> safe(text);
            default -> cell.toString();
        };
    }

    private static String safe(String text) {
        return RISKY.matcher(text).lookingAt() ? "'" + text : text;
    }
}
