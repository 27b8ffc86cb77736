package io.tunebook.server.exchange.imports;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// The encoding and the separator of a table, inferred from its beginning: UTF-8, or UTF-16 with or
/// without a byte order mark; commas, semicolons, tabs or bars between the fields.
///
/// @param charset of the text
/// @param separator of the fields
/// @param json whether it is JSON rather than a table
record CsvText(Path file, Charset charset, char separator, boolean json) {
    static final int HEAD = 1 << 16;

    /// The byte order mark.
    static final String MARK = "\uFEFF";

    private static final Pattern MARKUP =
            Pattern.compile(
                    "<(?:!doctype|html|\\?xml|head|body|table)\\b", Pattern.CASE_INSENSITIVE);
    private static final char BOM = '\uFEFF';
    private static final String SEPARATOR_LINE = "sep=";
    private static final String SEPARATORS = ",;\t|";

    /// @param head the first [#HEAD] bytes of the file, or all
    /// @throws UnreadableSourceException when it is not text
    static CsvText of(Path file, byte[] head) {
        refuseOtherFormats(file, head);
        Charset charset = charset(file, head);
        String text = new String(head, charset);
        text = text.startsWith(String.valueOf(BOM)) ? text.substring(1) : text;
        String start = text.stripLeading();
        if (MARKUP.matcher(start).lookingAt()) {
            throw new UnreadableSourceException(
                    "%s is a page in HTML or XML, not a table: download the table itself, or save it as CSV"
                            .formatted(file));
        }
        return new CsvText(
                file, charset, separator(text), start.startsWith("{") || start.startsWith("["));
    }

    private static void refuseOtherFormats(Path file, byte[] head) {
        String start = new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1);
        String format =
                start.equals("PK\u0003\u0004") || start.equals("\u00d0\u00cf\u0011\u00e0")
                        ? "a workbook of a spreadsheet or a ZIP file: save it as 'CSV UTF-8'"
                        : start.equals("PAR1")
                                ? "a Parquet file: convert it to CSV"
                                : start.startsWith("\u001f\u008b")
                                        ? "a file that gzip has compressed: decompress it"
                                        : null;
        if (format != null) {
            throw new UnreadableSourceException("%s is %s".formatted(file, format));
        }
    }

    private static Charset charset(Path file, byte[] head) {
        if (head.length > 1 && head[0] == -1 && head[1] == -2) {
            return StandardCharsets.UTF_16LE;
        }
        if (head.length > 1 && head[0] == -2 && head[1] == -1) {
            return StandardCharsets.UTF_16BE;
        }
        int even = zeros(head, 0);
        int odd = zeros(head, 1);
        if (even + odd == 0) {
            return StandardCharsets.UTF_8;
        }
        // Letters of Latin scripts have one byte of zero.
        if (even == 0 && 4 * odd > head.length) {
            return StandardCharsets.UTF_16LE;
        }
        if (odd == 0 && 4 * even > head.length && head.length > 2) {
            return StandardCharsets.UTF_16BE;
        }
        throw new UnreadableSourceException(
                "%s is not a text table: it contains NUL bytes".formatted(file));
    }

    private static int zeros(byte[] head, int from) {
        int n = 0;
        for (int i = from; i < head.length; i += 2) {
            n += head[i] == 0 ? 1 : 0;
        }
        return n;
    }

    /// The separator that the line `sep=;` names, else the one that is most frequent in the first
    /// line, outside of quotes.
    private static char separator(String text) {
        int end = SEPARATOR_LINE.length();
        if (text.toLowerCase(Locale.ROOT).startsWith(SEPARATOR_LINE)
                && text.length() > end
                && SEPARATORS.indexOf(text.charAt(end)) >= 0) {
            return text.charAt(end);
        }
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        String start = text.stripLeading();
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            quoted ^= c == '"';
            if ((c == '\n' || c == '\r') && !quoted) {
                break;
            }
            int at = quoted ? -1 : SEPARATORS.indexOf(c);
            if (at >= 0) {
                counts[at]++;
            }
        }
        int most = Arrays.stream(counts).max().orElse(0);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == most && most > 0) {
                return SEPARATORS.charAt(i);
            }
        }
        return ',';
    }

    /// A text, and the number of its lines that were skipped.
    record Opened(Reader text, int skipped) {}

    /// The text after the byte order mark and the line that names the separator.
    Opened open(InputStream in) throws IOException {
        Reader text =
                new BufferedReader(
                        new InputStreamReader(
                                in,
                                charset.newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        HEAD);
        try {
            text.mark(1);
            if (text.read() != BOM) {
                text.reset();
            }
            return new Opened(text, skipSeparatorLine(text));
        } catch (CharacterCodingException e) {
            text.close();
            throw malformed(0, e);
        }
    }

    /// @param line the last one that was read
    UnreadableSourceException malformed(long line, Exception e) {
        boolean utf8 = charset.equals(StandardCharsets.UTF_8);
        return new UnreadableSourceException(
                "%s is not text in %s (%s)%s: save it as UTF-8, which a spreadsheet calls 'CSV UTF-8'"
                        .formatted(
                                file,
                                charset.name(),
                                utf8 ? badLine() : "after line %,d".formatted(line),
                                utf8 ? ", but perhaps in Windows-1252" : ""),
                e);
    }

    /// The line with the first byte that is not UTF-8.
    private String badLine() {
        long line = 1;
        try (InputStream in = Files.newInputStream(file)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            InputStream all = new BufferedInputStream(in, HEAD);
            for (int b = all.read(); b >= 0; b = all.read()) {
                bytes.write(b);
                if (b == '\n' || (b == '\r' && bytes.size() > 1)) {
                    if (!isUtf8(bytes.toByteArray())) {
                        break;
                    }
                    line += b == '\n' ? 1 : 0;
                    bytes.reset();
                }
            }
        } catch (IOException e) {
            return "in a line that is unknown";
        }
        return "line %,d".formatted(line);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// Skips the line `sep=;`, by which spreadsheets name the separator.
    private static int skipSeparatorLine(Reader text) throws IOException {
        char[] start = new char[SEPARATOR_LINE.length() + 2];
        text.mark(start.length + 1);
        int n = text.read(start);
        boolean named =
                n == start.length
                        && new String(start).toLowerCase(Locale.ROOT).startsWith(SEPARATOR_LINE)
                        && (start[n - 1] == '\n' || start[n - 1] == '\r');
        if (!named) {
            text.reset();
            return 0;
        }
        // A line end of two characters leaves an empty line, which the reader counts and skips.
        text.mark(1);
        boolean two = start[n - 1] == '\r' && text.read() == '\n';
        text.reset();
        return two ? 0 : 1;
    }
}
