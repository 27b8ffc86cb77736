package io.tunebook.server.exchange.imports;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tunebook.events.log.Chain;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A table in a file: a header, then rows; also records in JSON, which become rows.
final class CsvFile {
    /// A line below the header of a table in Markdown.
    private static final Pattern RULE = Pattern.compile(":?-{2,}:?");

    private static final Pattern UNCLOSED =
            Pattern.compile("(?i)unclosed quoted field.*line (\\d+)");
    private static final int MAX_HEADER = 3;
    private static final int MAX_RECORD = 16 << 20;

    private final Path file;
    private final CsvText text;
    private final byte @Nullable [] converted;
    private final CsvHeader header;
    private final int headerLines;
    private final DecimalCommas.@Nullable Rewriting rewriting;
    private SkippedItems skips = new SkippedItems();
    private @Nullable UnreadableSourceException torn;

    /// Receives the rows in order.
    interface Rows {
        /// @param line of the file, from 1
        void take(long line, List<String> fields);
    }

    private CsvFile(
            Path file,
            CsvText text,
            byte @Nullable [] converted,
            CsvHeader header,
            int headerLines,
            DecimalCommas.@Nullable Rewriting rewriting) {
        this.file = file;
        this.text = text;
        this.converted = converted;
        this.header = header;
        this.headerLines = headerLines;
        this.rewriting = rewriting;
    }

    /// Reads the header.
    ///
    /// @throws UnreadableSourceException when it is not a table
    static CsvFile of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UnreadableSourceException(
                    "%s is a folder: name the tables in it, such as %s/*/metrics.csv"
                            .formatted(file, file.getFileName()));
        }
        CsvText text;
        try (InputStream in = Files.newInputStream(file)) {
            text = CsvText.of(file, in.readNBytes(CsvText.HEAD));
        }
        byte[] converted = null;
        if (text.json()) {
            converted = CsvJson.table(file, text);
            text = new CsvText(file, StandardCharsets.UTF_8, ',', true);
        }
        CsvFile table = new CsvFile(file, text, converted, CsvHeader.NONE, 1, null);
        List<List<String>> first = new ArrayList<>();
        table.reading(table.open(), record -> first.add(record.getFields()), MAX_HEADER);
        if (first.isEmpty()) {
            throw new UnreadableSourceException("%s is empty".formatted(file));
        }
        int lines = CsvLevels.count(first);
        CsvHeader header = CsvHeader.of(file, CsvLevels.names(first));
        return new CsvFile(file, text, converted, header, lines, null);
    }

    CsvHeader header() {
        return header;
    }

    /// Whether it is JSON of a trainer or of records.
    boolean json() {
        return text.json();
    }

    /// Whether commas separate the fields.
    boolean hasCommas() {
        return text.separator() == ',';
    }

    /// The same table, whose numbers are rewritten with a decimal point.
    CsvFile with(DecimalCommas.Rewriting other) {
        return new CsvFile(file, text, converted, header, headerLines, other);
    }

    /// The rows without values and the repeated headers of the last pass.
    SkippedItems skips() {
        return skips;
    }

    private InputStream open() throws IOException {
        return converted == null ? Files.newInputStream(file) : new ByteArrayInputStream(converted);
    }

    /// Passes on every row with values.
    ///
    /// @return SHA-256 of the file, in hex
    /// @throws UnreadableSourceException when a row is damaged
    String each(String what, ImportListener progress, Rows rows) throws IOException {
        MessageDigest digest = Chain.sha256();
        long size = Files.size(file);
        skips = new SkippedItems();
        torn = null;
        CountingInputStream in = new CountingInputStream(new DigestInputStream(open(), digest));
        long[] number = {0};
        reading(
                in,
                record -> {
                    if (number[0]++ >= headerLines) {
                        row(record, rows);
                    }
                    if ((number[0] & 1023) == 0) {
                        progress.reached(what, Math.min(in.count, size), size);
                    }
                },
                Long.MAX_VALUE);
        if (torn != null) {
            skips.add("the last line, which is incomplete");
        }
        progress.reached(what, size, size);
        return Digests.hex(converted == null ? digest.digest() : ofFile());
    }

    private byte[] ofFile() throws IOException {
        MessageDigest digest = Chain.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private void row(CsvRecord record, Rows rows) {
        if (torn != null) {
            throw torn;
        }
        long line = record.getStartingLineNumber();
        List<String> fields;
        try {
            fields = header.fitted(file, line, record.getFields());
        } catch (UnreadableSourceException e) {
            if (!header.origin().isWritten() || record.getFieldCount() > header.size()) {
                throw e;
            }
            // The last line may be one that is being written.
            torn = e;
            return;
        }
        if (fields.getFirst().startsWith(CsvText.MARK)) {
            // Files that were joined.
            fields = new ArrayList<>(fields);
            fields.set(0, fields.getFirst().substring(1));
        }
        if (fields.stream().allMatch(String::isBlank)) {
            skips.add("a row without values");
        } else if (fields.stream()
                .allMatch(f -> f.isBlank() || RULE.matcher(f.strip()).matches())) {
            skips.add("line %,d, a separator of Markdown".formatted(line));
        } else if (header.isRepeated(file, line, fields)) {
            skips.add("line %,d, which repeats the header".formatted(line));
        } else {
            rows.take(line, rewriting == null ? fields : rewriting.of(fields));
        }
    }

    private void reading(InputStream in, Consumer<CsvRecord> sink, long most) throws IOException {
        long line = 1;
        CsvText.Opened opened = text.open(in);
        try (CsvReader<CsvRecord> reader = reader(opened)) {
            Iterator<CsvRecord> records = reader.iterator();
            for (long n = 0; n < most && records.hasNext(); n++) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber() + opened.skipped();
                sink.accept(record);
            }
        } catch (CsvParseException e) {
            if (e.getCause() instanceof UnreadableSourceException known) {
                throw known;
            }
            throw new UnreadableSourceException(
                    "%s is damaged, or is not a table: %s (after line %,d)"
                            .formatted(file, reason(e), line),
                    e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw text.malformed(line, e);
            }
            throw e.getCause();
        }
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause();
        Matcher unclosed = UNCLOSED.matcher(String.valueOf(e.getMessage()));
        if (unclosed.find()) {
            return "the quote that begins in the row of line %s is not closed"
                    .formatted(unclosed.group(1));
        }
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private CsvReader<CsvRecord> reader(CsvText.Opened opened) {
        return CsvReader.builder()
                .fieldSeparator(text.separator())
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(MAX_RECORD)
                .ofCsvRecord(opened.text());
    }

    /// Counts the bytes that were read.
    private static final class CountingInputStream extends FilterInputStream {
        private long count;

        CountingInputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }
}
