package io.tunebook.server.exchange.imports;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tunebook.events.log.Chain;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// A table in a file: UTF-8, a header, commas, semicolons or tabs between the fields.
final class CsvFile {
    private static final int MAX_COLUMNS = 10_000;
    private static final int MAX_RECORD = 16 << 20;
    private static final int HEAD = 1 << 16;
    private static final char BOM = '\uFEFF';
    private static final String SEPARATOR_LINE = "sep=";
    private static final String SEPARATORS = ",;\t";

    private final Path file;
    private final char separator;
    private final List<String> header;
    private final Set<Integer> decimalCommas;

    /// Receives the rows in order.
    interface Rows {
        /// @param line of the file, from 1
        void take(long line, List<String> fields);
    }

    private CsvFile(Path file, char separator, List<String> header, Set<Integer> decimalCommas) {
        this.file = file;
        this.separator = separator;
        this.header = header;
        this.decimalCommas = decimalCommas;
    }

    /// Reads the header.
    ///
    /// @throws UnreadableSourceException when it is not a table
    static CsvFile of(Path file) throws IOException {
        char separator = separator(file);
        List<List<String>> first = new java.util.ArrayList<>();
        try (CsvReader<CsvRecord> reader = reader(file, Files.newInputStream(file), separator)) {
            reading(file, reader, record -> first.add(record.getFields()), 1);
        }
        if (first.isEmpty()) {
            throw new UnreadableSourceException("%s is empty".formatted(file));
        }
        List<String> header = first.getFirst().stream().map(String::strip).toList();
        check(file, header);
        return new CsvFile(file, separator, header, Set.of());
    }

    private static void check(Path file, List<String> header) {
        if (header.size() > MAX_COLUMNS) {
            throw new UnreadableSourceException(
                    "%s has %,d columns, more than the maximum of %,d"
                            .formatted(file, header.size(), MAX_COLUMNS));
        }
        if (header.stream().allMatch(String::isEmpty)) {
            throw new UnreadableSourceException(
                    "%s has no header in its first line".formatted(file));
        }
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (!name.isEmpty() && !names.add(name)) {
                throw new UnreadableSourceException(
                        "%s has two columns with the name '%s': rename one of them"
                                .formatted(file, name));
            }
        }
    }

    List<String> header() {
        return header;
    }

    /// Whether commas separate the fields.
    boolean hasCommas() {
        return separator == ',';
    }

    /// The same table, whose numbers in these columns have a decimal comma: rows have them with a
    /// point.
    CsvFile withDecimalCommas(Set<Integer> columns) {
        return new CsvFile(file, separator, header, columns);
    }

    /// Passes on every row.
    ///
    /// @return SHA-256 of the file, in hex
    /// @throws UnreadableSourceException when a row is damaged
    String each(String what, ImportListener progress, Rows rows) throws IOException {
        MessageDigest digest = Chain.sha256();
        long size = Files.size(file);
        CountingInputStream in =
                new CountingInputStream(new DigestInputStream(Files.newInputStream(file), digest));
        long[] number = {0};
        try (CsvReader<CsvRecord> reader = reader(file, in, separator)) {
            reading(
                    file,
                    reader,
                    record -> {
                        if (number[0]++ > 0) {
                            rows.take(
                                    record.getStartingLineNumber(),
                                    DecimalCommas.rewritten(record.getFields(), decimalCommas));
                        }
                        if ((number[0] & 1023) == 0) {
                            progress.reached(what, in.count, size);
                        }
                    },
                    Long.MAX_VALUE);
        }
        progress.reached(what, size, size);
        return Digests.hex(digest.digest());
    }

    private static void reading(
            Path file, CsvReader<CsvRecord> reader, Consumer<CsvRecord> sink, long most)
            throws IOException {
        long line = 1;
        try {
            Iterator<CsvRecord> records = reader.iterator();
            for (long n = 0; n < most && records.hasNext(); n++) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                sink.accept(record);
            }
        } catch (CsvParseException e) {
            throw new UnreadableSourceException(
                    "%s is damaged, or is not a table: %s (after line %,d)"
                            .formatted(file, reason(e), line),
                    e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw noText(file, line, e);
            }
            throw e.getCause();
        }
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static UnreadableSourceException noText(Path file, long line, Exception e) {
        return new UnreadableSourceException(
                "%s is not text in UTF-8 (after line %,d): save it as UTF-8".formatted(file, line),
                e);
    }

    private static CsvReader<CsvRecord> reader(Path file, InputStream in, char separator)
            throws IOException {
        Reader text =
                new BufferedReader(
                        new InputStreamReader(
                                in,
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        HEAD);
        try {
            text.mark(1);
            if (text.read() != BOM) {
                text.reset();
            }
            skipSeparatorLine(text);
        } catch (CharacterCodingException e) {
            text.close();
            throw noText(file, 0, e);
        }
        return CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.STRICT)
                .missingFieldStrategy(FieldMismatchStrategy.STRICT)
                .allowUnclosedQuote(false)
                .maxBufferSize(MAX_RECORD)
                .ofCsvRecord(text);
    }

    /// Skips the line `sep=;`, by which spreadsheets name the separator.
    private static void skipSeparatorLine(Reader text) throws IOException {
        char[] start = new char[SEPARATOR_LINE.length() + 2];
        text.mark(start.length + 1);
        int n = text.read(start);
        boolean named =
                n == start.length
                        && new String(start).toLowerCase(Locale.ROOT).startsWith(SEPARATOR_LINE)
                        && (start[n - 1] == '\n' || start[n - 1] == '\r');
        if (!named) {
            text.reset();
        }
        // A line end of two characters leaves an empty line, which the reader skips.
    }

    /// The separator that the line `sep=;` names, else the one that is most frequent in the first
    /// line, outside of quotes.
    private static char separator(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        if (head.length > 1
                && ((head[0] == -1 && head[1] == -2) || (head[0] == -2 && head[1] == -1))) {
            throw new UnreadableSourceException(
                    "%s is text in UTF-16: save it as UTF-8".formatted(file));
        }
        String start = new String(head, 0, Math.min(head.length, 8), StandardCharsets.UTF_8);
        int named = start.toLowerCase(Locale.ROOT).indexOf(SEPARATOR_LINE);
        int end = named + SEPARATOR_LINE.length();
        if ((named == 0 || (named == 1 && start.charAt(0) == BOM))
                && end < start.length()
                && SEPARATORS.indexOf(start.charAt(end)) >= 0) {
            return start.charAt(end);
        }
        int[] counts = new int[3];
        boolean quoted = false;
        for (byte b : head) {
            if (b == 0) {
                throw new UnreadableSourceException(
                        "%s is not a text table: it contains NUL bytes".formatted(file));
            }
            quoted ^= b == '"';
            if (b == '\n' && !quoted) {
                break;
            }
            int at = quoted ? -1 : SEPARATORS.indexOf(b);
            if (at >= 0) {
                counts[at]++;
            }
        }
        return counts[1] > counts[0] && counts[1] >= counts[2]
                ? ';'
                : counts[2] > counts[0] ? '\t' : ',';
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
