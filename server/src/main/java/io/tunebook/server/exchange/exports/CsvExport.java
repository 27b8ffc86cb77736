package io.tunebook.server.exchange.exports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.exchange.exports.Table.Literal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table as CSV of RFC 4180 in UTF-8, with a header. A missing value is an empty field; `NaN`,
/// `Infinity` and `-Infinity` are written as such.
///
/// A text that a spreadsheet would interpret as a formula gets an apostrophe in front, and so does
/// an empty text, which else would be a missing one; the import removes it. Numbers are never
/// changed. A text that looks like a number or a boolean, in a column of texts, is quoted, and so
/// is one with another separator, by which programs would misjudge the file.
public final class CsvExport {
    /// The beginning of a formula, also behind apostrophes, so that the import removes only the
    /// added one.
    private static final Pattern RISKY = Pattern.compile("'*([=+\\-@\t\r]|\\z)");

    /// Always with milliseconds: programs infer the format of a column from its first times.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private CsvExport() {}

    /// Writes and flushes, and leaves the stream open.
    public static void write(Table table, OutputStream out) throws IOException {
        List<Column> columns = table.columns();
        CsvWriter csv =
                CsvWriter.builder()
                        .lineDelimiter(LineDelimiter.LF)
                        .quoteStrategy(new TextsLikeNumbers(columns))
                        .build(out, StandardCharsets.UTF_8);
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

    private record TextsLikeNumbers(List<Column> columns) implements QuoteStrategy {
        @Override
        public boolean quoteValue(int line, int field, String value) {
            return value.indexOf(';') >= 0
                    || value.indexOf('\t') >= 0
                    || (columns.get(field).kind() == Kind.TEXT && ParamKind.isAmbiguous(value));
        }
    }

    private static String field(@Nullable Object cell, Kind kind) {
        return switch (cell) {
            case null -> "";
            case Long millis when kind == Kind.TIME -> TIME.format(Instant.ofEpochMilli(millis));
            case Literal literal -> literal.text();
            case String text -> safe(text);
            default -> cell.toString();
        };
    }

    private static String safe(String text) {
        return RISKY.matcher(text).lookingAt() && !ParamKind.isNumber(text) ? "'" + text : text;
    }
}
