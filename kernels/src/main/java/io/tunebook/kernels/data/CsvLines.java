package io.tunebook.kernels.data;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a CSV file line by line into cells: UTF-8, commas, cells optionally in double quotes (a
/// doubled quote inside them is one quote), no line breaks inside cells, blank lines skipped, a
/// byte order mark ignored.
final class CsvLines implements Closeable {

    private static final int MAX_LINE = 1 << 24;

    private final Path path;
    private final BufferedReader reader;
    private int line;

    CsvLines(Path path) throws IOException {
        this.path = path;
        this.reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
    }

    /// The line that [#next] returned last, from 1.
    int line() {
        return line;
    }

    /// The cells of the next line that is not blank, without spaces around them, or null at the
    /// end.
    @Nullable List<String> next() throws IOException {
        for (String text = readLine(); text != null; text = readLine()) {
            if (!text.isBlank()) {
                return cells(text);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private @Nullable String readLine() throws IOException {
        line++;
        StringBuilder text = new StringBuilder();
        try {
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (text.length() == MAX_LINE) {
                    throw new DataFormatException(
                            path
                                    + ": line "
                                    + line
                                    + ": expected at most "
                                    + MAX_LINE
                                    + " characters, found more");
                }
                text.append((char) c);
            }
        } catch (CharacterCodingException e) {
            throw new DataFormatException(
                    path
                            + ": at or soon after line "
                            + line
                            + ": expected UTF-8 text, found other bytes",
                    e);
        }
        boolean marked = line == 1 && !text.isEmpty() && text.charAt(0) == '\uFEFF';
        return marked ? text.substring(1) : text.toString();
    }

    private List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            int start = at;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
            if (start < text.length() && text.charAt(start) == '"') {
                at = quoted(text, start, cells);
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                cells.add(text.substring(at, end).strip());
                at = end + 1;
            }
        }
        return cells;
    }

    /// Adds the cell whose opening quote is at `open`; returns where the next cell starts.
    private int quoted(String text, int open, List<String> cells) {
        StringBuilder cell = new StringBuilder();
        int at = open + 1;
        while (at < text.length()) {
            boolean quote = text.charAt(at) == '"';
            if (quote && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            } else if (quote) {
                cells.add(cell.toString());
                return afterQuote(text, at + 1, cells.size());
            }
            cell.append(text.charAt(at));
            at++;
        }
        throw new DataFormatException(
                path
                        + ": line "
                        + line
                        + ", column "
                        + (cells.size() + 1)
                        + ": expected a closing quote, found the end of the line");
    }

    private int afterQuote(String text, int from, int column) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) != ',') {
            throw new DataFormatException(
                    path
                            + ": line "
                            + line
                            + ", column "
                            + column
                            + ": expected a comma after the closing quote, found "
                            + text.charAt(at));
        }
        return at + 1;
    }
}
