package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds the columns whose numbers have a decimal comma, as spreadsheets write them in many
/// languages, and rewrites them with a decimal point.
///
/// A comma is a decimal comma when every value of its column can be read so. Where commas separate
/// the fields as well, `1,234` may be a thousand: there at least one value must begin with `0,`.
final class DecimalCommas {
    private static final String WHOLE = "[+-]?(?:\\d++|[1-9]\\d{0,2}(?:[.]\\d{3})++(?=,))";
    private static final Pattern NUMBER = Pattern.compile(WHOLE + "(?:,\\d++)?(?:[eE][+-]?\\d++)?");
    private static final Pattern CERTAIN = Pattern.compile("[+-]?0,\\d.*");

    private final boolean separatesFields;
    private final int[] commas;
    private final boolean[] certain;
    private final boolean[] other;

    /// @param separatesFields whether commas separate the fields of the table
    DecimalCommas(int columns, boolean separatesFields) {
        this.separatesFields = separatesFields;
        commas = new int[columns];
        certain = new boolean[columns];
        other = new boolean[columns];
    }

    void take(List<String> fields) {
        for (int i = 0; i < commas.length; i++) {
            String text = fields.get(i).strip();
            if (other[i] || text.isEmpty()) {
                continue;
            }
            boolean comma = text.indexOf(',') >= 0;
            if (NUMBER.matcher(text).matches()) {
                commas[i] += comma ? 1 : 0;
                certain[i] |= comma && CERTAIN.matcher(text).matches();
            } else if (comma || CsvNumbers.real(text) == null || isFinite(text)) {
                other[i] = true;
            }
        }
    }

    /// `NaN` and infinities are written alike in all languages.
    private static boolean isFinite(String text) {
        Double number = CsvNumbers.real(text);
        return number != null && Double.isFinite(number);
    }

    /// The columns with a decimal comma.
    Set<Integer> columns() {
        Set<Integer> found = new TreeSet<>();
        for (int i = 0; i < commas.length; i++) {
            if (!other[i] && commas[i] > 0 && (certain[i] || !separatesFields)) {
                found.add(i);
            }
        }
        return found;
    }

    /// The fields with a decimal point in the given columns.
    static List<String> rewritten(List<String> fields, Set<Integer> columns) {
        if (columns.isEmpty()) {
            return fields;
        }
        List<String> all = new ArrayList<>(fields);
        columns.forEach(i -> all.set(i, all.get(i).replace(".", "").replace(',', '.')));
        return all;
    }
}
