package io.tunebook.server.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a filter or an order: names, quoted names and texts, numbers, signs.
record Words(String text, List<String> all) {
    private static final Pattern WORD =
            Pattern.compile(
                    "\\s*(?:(?<name>[A-Za-z_][\\w]*(?:\\.(?:`[^`]*`|\"[^\"]*\"|'[^']*'|[^\\s=<>!(),`\"']+))?)"
                            + "|(?<text>'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`)"
                            + "|(?<number>[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)"
                            + "|(?<sign><=|>=|!=|<>|=|<|>|\\(|\\)|,))");

    static Words of(String text) {
        List<String> all = new ArrayList<>();
        Matcher m = WORD.matcher(text);
        int at = 0;
        while (at < text.length() && !text.substring(at).isBlank()) {
            if (!m.find(at) || m.start() != at) {
                throw MlflowError.invalid(
                        "Invalid clause '%s': it cannot be read from '%s' on"
                                .formatted(text, text.substring(at).strip()));
            }
            all.add(m.group().strip());
            at = m.end();
        }
        return new Words(text, all);
    }

    /// Without the quotes around it.
    static String plain(String word) {
        char first = word.isEmpty() ? ' ' : word.charAt(0);
        boolean quoted =
                word.length() > 1
                        && (first == '\'' || first == '"' || first == '`')
                        && word.charAt(word.length() - 1) == first;
        return quoted ? word.substring(1, word.length() - 1).replace("''", "'") : word;
    }

    static boolean quoted(String word) {
        return word.startsWith("'") || word.startsWith("\"");
    }
}
