package io.tunebook.server.exchange.imports;

import java.util.regex.Pattern;

/// Converts names of other programs.
final class ImportNames {
    private static final Pattern STRANGE = Pattern.compile("[^A-Za-z0-9_./-]");
    private static final int MAX_LENGTH = 100;

    private ImportNames() {}

    /// A param's name as a hyperparameter's name: letters, digits, `_`, `.`, `/` and `-`.
    static String hyperparameter(String key) {
        String plain = STRANGE.matcher(key.isEmpty() ? "_" : key).replaceAll("_");
        char first = plain.charAt(0);
        boolean fine = first == '_' || Character.isLetter(first);
        String name = fine ? plain : "_" + plain;
        return name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
    }
}
