package io.tunebook.server.model;

import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The names of hyperparameters for the keys of a run's params.
///
/// A key that is a valid name is the name. Any other key gets a readable form of it with a digest
/// of the key, such as `lr_decay~1f3a9c`, so that different keys have different names.
public final class ParameterNames {
    private static final Pattern INVALID =
            Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{S}\\p{P} ]|[=,:;\"`<>\\\\]");
    private static final int MAX_BEGIN = 50;
    private static final int MAX_END = 30;

    private static final Pattern FORMER = Pattern.compile("[^A-Za-z0-9_./-]");
    private static final int MAX_FORMER = 100;

    private ParameterNames() {}

    /// The hyperparameter's name for a key.
    public static String of(String key) {
        return Parameter.isName(key) ? key : readable(key) + "~" + digest(key);
    }

    private static String readable(String key) {
        String composed = Normalizer.normalize(key, Normalizer.Form.NFC);
        String plain = INVALID.matcher(composed).replaceAll("_").strip().replaceAll(" +", " ");
        int[] points = plain.codePoints().toArray();
        String cut =
                points.length <= MAX_BEGIN + MAX_END
                        ? plain
                        : new String(points, 0, MAX_BEGIN).strip()
                                + "…"
                                + new String(points, points.length - MAX_END, MAX_END).strip();
        if (cut.isEmpty()) {
            return "blank";
        }
        return Parameter.isName(cut) ? cut : Parameter.isName("_" + cut) ? "_" + cut : "_";
    }

    /// Six hexadecimal digits of the FNV-1a hash of the key's characters.
    private static String digest(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        long folded = (hash ^ (hash >>> 24) ^ (hash >>> 48)) & 0xffffff;
        return "%06x".formatted(folded);
    }

    /// The texts of a run's params by the names of the space's hyperparameters. A space of an
    /// earlier version has the names of that time.
    static Map<String, String> texts(SearchSpace space, Map<String, String> params) {
        Set<String> names =
                space.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
        Map<String, String> texts = new HashMap<>();
        Map<String, String> former = new HashMap<>();
        params.forEach((key, text) -> {
            String name = of(key);
            if (names.contains(name)) {
                texts.put(name, text);
            } else {
                former.put(former(key), text);
            }
        });
        former.forEach(texts::putIfAbsent);
        return texts;
    }

    /// The name that earlier versions gave to a key: letters, digits, `_`, `.`, `/` and `-`.
    private static String former(String key) {
        String plain = FORMER.matcher(key.isEmpty() ? "_" : key).replaceAll("_");
        if (!Character.isLetter(plain.charAt(0)) && plain.charAt(0) != '_') {
            plain = "_" + plain;
        }
        return plain.length() > MAX_FORMER ? plain.substring(0, MAX_FORMER) : plain;
    }
}
