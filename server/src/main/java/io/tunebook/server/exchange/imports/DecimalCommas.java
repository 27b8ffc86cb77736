package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the columns whose numbers are written as spreadsheets show them in many languages, with a
/// decimal comma (`0,01`, `12.345,678`) or with separated thousands (`12,345.678`, `12 345.678`),
/// and rewrites them with a decimal point. Of `86.1%` the number 86.1 remains.
///
/// A comma is a decimal comma when every number of its column can be read so. Where commas separate
/// the fields as well, `1,234` may be a thousand: there at least one value must begin with `0,`. It
/// separates thousands when another number of the column has a decimal point.
final class DecimalCommas {
    private static final String WHOLE = "[+-]?(?:\\d++|[1-9]\\d{0,2}(?:[.]\\d{3})++(?=,))";
    private static final Pattern COMMA = Pattern.compile(WHOLE + "(?:,\\d++)?(?:[eE][+-]?\\d++)?");
    private static final Pattern CERTAIN = Pattern.compile("[+-]?0,\\d.*");
    private static final Pattern THOUSANDS =
            Pattern.compile("[+-]?[1-9]\\d{0,2}(?:,\\d{3})++(?:\\.\\d*+)?");
    private static final Pattern SPACED =
            Pattern.compile(
                    "[+-]?[1-9]\\d{0,2}(?:[ \\u00a0\\u202f\\u2009'\\u2019]\\d{3})++(?:[.,]\\d*+)?");
    private static final Pattern BLANKS = Pattern.compile("[ \\u00a0\\u202f\\u2009'\\u2019]");

    /// How the numbers of a column are written.
    enum Style {
        COMMA("numbers with a decimal comma"),
        POINT("numbers as a spreadsheet shows them");

        private final String words;

        Style(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final boolean separatesFields;
    private final Column[] columns;

    private static final class Column {
        private int cells;
        private int odd;
        private int commas;
        private int thousands;
        private int points;
        private int spaced;
        private int percents;
        private boolean certain;
        private boolean other;

        private void take(String cell) {
            cells++;
            String text = withoutPercent(cell);
            percents += text.equals(cell) ? 0 : 1;
            boolean grouped = SPACED.matcher(text).matches();
            spaced += grouped ? 1 : 0;
            String number = grouped ? BLANKS.matcher(text).replaceAll("") : text;
            boolean comma = number.indexOf(',') >= 0;
            boolean point = number.indexOf('.') >= 0;
            if (comma && COMMA.matcher(number).matches()) {
                commas++;
                thousands += THOUSANDS.matcher(number).matches() ? 1 : 0;
                certain |= CERTAIN.matcher(number).matches();
            } else if (comma && THOUSANDS.matcher(number).matches()) {
                // A comma before a point, or several: no decimal comma.
                thousands++;
                points++;
            } else if (comma) {
                other = true;
            } else if (point && CsvNumbers.real(number) != null) {
                points++;
            } else if (CsvNumbers.real(number) == null) {
                odd++;
            }
        }

        /// Null when its numbers are written as programs write them, or not clearly otherwise.
        private @Nullable Style style(boolean separatesFields) {
            if (other || 3 * odd > cells) {
                return null;
            }
            if (commas > 0 && points == 0 && (certain || !separatesFields)) {
                return Style.COMMA;
            }
            boolean groups = thousands > 0 && points > 0 && thousands >= commas && !certain;
            boolean percent = percents > 0 && percents + odd == cells && commas == 0;
            return groups || percent || (spaced > 0 && commas == 0) ? Style.POINT : null;
        }
    }

    /// The columns to be rewritten.
    record Rewriting(Map<Integer, Style> columns) {
        Rewriting {
            columns = Map.copyOf(columns);
        }

        /// The fields with a decimal point.
        List<String> of(List<String> fields) {
            List<String> all = new ArrayList<>(fields);
            columns.forEach((i, style) -> all.set(i, plain(all.get(i).strip(), style)));
            return all;
        }

        private static String plain(String cell, Style style) {
            String text = withoutPercent(cell);
            String number =
                    SPACED.matcher(text).matches() ? BLANKS.matcher(text).replaceAll("") : text;
            return switch (style) {
                case COMMA ->
                        COMMA.matcher(number).matches()
                                ? number.replace(".", "").replace(',', '.')
                                : cell;
                case POINT ->
                        THOUSANDS.matcher(number).matches() ? number.replace(",", "") : number;
            };
        }
    }

    private static String withoutPercent(String cell) {
        return cell.endsWith("%") && cell.length() > 1
                ? cell.substring(0, cell.length() - 1).strip()
                : cell;
    }

    /// @param separatesFields whether commas separate the fields of the table
    DecimalCommas(int columns, boolean separatesFields) {
        this.separatesFields = separatesFields;
        this.columns = new Column[columns];
        for (int i = 0; i < columns; i++) {
            this.columns[i] = new Column();
        }
    }

    void take(List<String> fields) {
        for (int i = 0; i < columns.length; i++) {
            String text = fields.get(i).strip();
            if (!CsvCells.isMissing(text)) {
                columns[i].take(text);
            }
        }
    }

    /// The columns with their styles, without those whose numbers need no rewriting.
    Rewriting rewriting() {
        Map<Integer, Style> found = new TreeMap<>();
        for (int i = 0; i < columns.length; i++) {
            Style style = columns[i].style(separatesFields);
            if (style != null) {
                found.put(i, style);
            }
        }
        return new Rewriting(found);
    }
}
