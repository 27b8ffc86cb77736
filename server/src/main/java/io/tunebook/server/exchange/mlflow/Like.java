package io.tunebook.server.exchange.mlflow;

import java.util.Locale;

/// A text with wildcards: `%` matches any characters, `_` one character. The time is at most
/// proportional to the product of both lengths for every pattern, unlike that of a regular
/// expression.
final class Like {
    private final int[] pattern;
    private final boolean anyCase;

    Like(String pattern, boolean anyCase) {
        this.anyCase = anyCase;
        this.pattern = codePoints(pattern);
    }

    boolean matches(String value) {
        int[] text = codePoints(value);
        int p = 0;
        int t = 0;
        // The index of the last %, and of the first character that it does not match.
        int percent = -1;
        int after = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '%') {
                percent = p++;
                after = t;
            } else if (p < pattern.length && (pattern[p] == '_' || pattern[p] == text[t])) {
                p++;
                t++;
            } else if (percent >= 0) {
                p = percent + 1;
                t = ++after;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '%') {
            p++;
        }
        return p == pattern.length;
    }

    private int[] codePoints(String text) {
        return (anyCase ? text.toLowerCase(Locale.ROOT) : text).codePoints().toArray();
    }
}
