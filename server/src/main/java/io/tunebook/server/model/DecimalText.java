package io.tunebook.server.model;

import java.util.regex.Pattern;

/// Numbers that clients send as text, in decimal: not Java's own forms, such as `0x1p3` or `1d`.
public final class DecimalText {
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:[0-9]++(?:[.][0-9]*+)?|[.][0-9]++)(?:[eE][-+]?[0-9]++)?");

    private DecimalText() {}

    /// Whether the text is a decimal number; `NaN` and `Infinity` are none.
    public static boolean isNumber(String text) {
        return DECIMAL.matcher(text).matches();
    }
}
