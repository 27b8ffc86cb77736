package io.tunebook.kernels.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads the records of a CSV file: UTF-8 with an optional byte order mark, commas, optional double
/// quotes. Blank lines are skipped, and spaces around a field are removed unless they are quoted.
final class CsvRecords implements Closeable {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /// As many fields as a row may have features, and one label.
    private static final int MAX_FIELDS = (1 << 24) + 1;

    private static final int MAX_RECORD = 1 << 28;

    private static final FieldModifier STRIP_UNQUOTED =
            new FieldModifier() {
                @Override
                public String modify(long line, int index, boolean quoted, String field) {
                    return quoted ? field : field.strip();
                }
            };

    private final Path path;
    private final CloseableIterator<CsvRecord> records;
    private long line;

    CsvRecords(Path path) throws IOException {
        this.path = path;
        BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        try {
            skipByteOrderMark(reader);
        } catch (CharacterCodingException e) {
            reader.close();
            throw notUtf8(e);
        }
        this.records =
                CsvReader.builder()
                        .commentStrategy(CommentStrategy.NONE)
                        .trimWhitespacesAroundQuotes(true)
                        .allowUnclosedQuote(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .build(
                                CsvRecordHandler.of(handler ->
                                        handler.maxFields(MAX_FIELDS)
                                                .maxRecordSize(MAX_RECORD)
                                                .fieldModifier(STRIP_UNQUOTED)),
                                reader)
                        .iterator();
    }

    /// The next record that is not blank, or null at the end.
    ///
    /// @throws DataFormatException if the file is not valid CSV, or not UTF-8
    @Nullable CsvRecord next() throws IOException {
        try {
            while (records.hasNext()) {
                CsvRecord next = records.next();
                line = next.getStartingLineNumber();
                if (next.getFieldCount() > 1 || !next.getField(0).isBlank()) {
                    return next;
                }
            }
            return null;
        } catch (CsvParseException e) {
            throw new DataFormatException(
                    path + ": after line " + line + ": expected CSV, found an error: " + reason(e),
                    e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(e);
            }
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private DataFormatException notUtf8(Exception cause) {
        return new DataFormatException(
                path
                        + ": after line "
                        + line
                        + ": expected UTF-8 text, found other bytes: convert the file to UTF-8",
                cause);
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }
}
