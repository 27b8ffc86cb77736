package io.tunebook.server.exchange.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tokens of a filter or an order: names, quoted names and texts, numbers, signs. The time is
/// proportional to the length.
record Tokenizer(String text, List<String> all) {
    private static final int MAX_SHOWN = 1_000;
    private static final Pattern WORD =
            Pattern.compile(
                    "\\s*(?:(?<name>[A-Za-z_][\\w]*(?:\\.(?:`[^`]*`|\"[^\"]*\"|'[^']*'|[^\\s=<>!(),`\"']+))?)"
                            + "|(?<text>'[^']*+(?:''[^']*+)*+'|\"[^\"]*\"|`[^`]*`)"
                            + "|(?<number>[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)"
                            + "|(?<sign><=|>=|!=|<>|=|<|>|\\(|\\)|,))");

    static Tokenizer of(String text) {
        List<String> all = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (m.region(at, text.length()).lookingAt()) {
                all.add(m.group().strip());
                at = m.end();
            } else if (text.substring(at).isBlank()) {
                break;
            } else {
                throw MlflowError.invalid(
                        "Invalid clause '%s': unexpected text at '%s'"
                                .formatted(shown(text), shown(text.substring(at).strip())));
            }
        }
        return new Tokenizer(text, all);
    }

    /// The text shortened for an error message.
    static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    /// The token without the quotes around it.
    static String plain(String word) {
        char first = word.isEmpty() ? ' ' : word.charAt(0);
        boolean quoted =
                word.length() > 1
                        && (first == '\'' || first == '"' || first == '`')
                        && word.charAt(word.length() - 1) == first;
        String inner = quoted ? word.substring(1, word.length() - 1) : word;
        return quoted && first == '\'' ? inner.replace("''", "'") : inner;
    }

    static boolean quoted(String word) {
        return word.startsWith("'") || word.startsWith("\"");
    }
}
