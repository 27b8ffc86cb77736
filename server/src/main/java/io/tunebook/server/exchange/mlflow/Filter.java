package io.tunebook.server.exchange.mlflow;

import io.tunebook.server.exchange.mlflow.SearchSubject.Kind;
import io.tunebook.server.model.DecimalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A conjunction of comparisons, such as `metrics.loss < 0.5 and params.model = 'tree'`. A
/// comparison with a missing value is false.
public final class Filter {
    private final List<Comparison> all;

    private Filter(List<Comparison> all) {
        this.all = List.copyOf(all);
    }

    private static final Set<String> NUMBERS =
            Set.of("start_time", "end_time", "creation_time", "last_update_time");
    private static final int MAX_COMPARISONS = 100;
    private static final int MAX_LIKE_LENGTH = 1_000;

    /// An integer that certainly fits a `long`.
    private static final Set<String> NON_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}");

    private static final Set<String> ORDERED = Set.of("=", "!=", "<", "<=", ">", ">=");
    private static final Set<String> TEXTUAL =
            Set.of("=", "!=", "LIKE", "ILIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL");

    /// @param values one, several for a list, none for `IS NULL`
    private record Comparison(SearchSubject.Key key, String sign, List<String> values) {
        boolean holds(SearchSubject subject) {
            Object value = subject.get(key);
            if (sign.startsWith("IS ")) {
                return (value == null) == sign.equals("IS NULL");
            }
            return value instanceof List<?> all
                    ? all.stream().anyMatch(this::holdsFor)
                    : value != null && holdsFor(value);
        }

        private boolean holdsFor(Object value) {
            return value instanceof Number number ? number(number) : text(value.toString());
        }

        private boolean number(Number left) {
            String right = values.getFirst();
            if (left instanceof Long && INTEGER.matcher(right).matches()) {
                return signed(Long.compare(left.longValue(), Long.parseLong(right)));
            }
            double a = left.doubleValue();
            double b = Double.parseDouble(right);
            return Double.isNaN(a) ? sign.equals("!=") : signed(Double.compare(a + 0.0, b + 0.0));
        }

        private boolean signed(int compared) {
            return switch (sign) {
                case "=" -> compared == 0;
                case "!=" -> compared != 0;
                case "<" -> compared < 0;
                case "<=" -> compared <= 0;
                case ">" -> compared > 0;
                default -> compared >= 0;
            };
        }

        private boolean text(String left) {
            return switch (sign) {
                case "=" -> left.equals(values.getFirst());
                case "!=" -> !left.equals(values.getFirst());
                case "IN" -> values.contains(left);
                case "NOT IN" -> !values.contains(left);
                default -> new Like(values.getFirst(), sign.equals("ILIKE")).matches(left);
            };
        }
    }

    public static Filter ofRuns(String text) {
        return of(SearchKeys.RUNS, text);
    }

    public static Filter ofExperiments(String text) {
        return of(SearchKeys.EXPERIMENTS, text);
    }

    public static Filter ofModels(String text) {
        return of(SearchKeys.MODELS, text);
    }

    public boolean holds(SearchSubject subject) {
        return all.stream().allMatch(c -> c.holds(subject));
    }

    private static Filter of(SearchKeys keys, String text) {
        Reader reader = new Reader(keys, text, Tokenizer.of(text).all());
        List<Comparison> all = new ArrayList<>();
        while (reader.more()) {
            if (!all.isEmpty()) {
                reader.and();
            }
            if (all.size() == MAX_COMPARISONS) {
                throw reader.invalid("it has more than %d comparisons".formatted(MAX_COMPARISONS));
            }
            all.add(reader.comparison());
        }
        return new Filter(all);
    }

    private static final class Reader {
        private final SearchKeys keys;
        private final String text;
        private final List<String> words;
        private int at;

        Reader(SearchKeys keys, String text, List<String> words) {
            this.keys = keys;
            this.text = text;
            this.words = words;
        }

        boolean more() {
            return at < words.size();
        }

        void and() {
            String word = next("AND");
            if (!word.equalsIgnoreCase("AND")) {
                throw invalid("comparisons are joined by AND, not by '%s'".formatted(word));
            }
        }

        Comparison comparison() {
            SearchSubject.Key key = keys.of(next("a name"));
            String sign = sign();
            boolean number =
                    key.kind() == Kind.METRIC
                            || (key.kind() == Kind.ATTRIBUTE && NUMBERS.contains(key.name()));
            if (!(number ? ORDERED : TEXTUAL).contains(sign)) {
                throw invalid(
                        "Invalid comparator '%s' for '%s': one of %s"
                                .formatted(
                                        sign,
                                        key.name(),
                                        (number ? ORDERED : TEXTUAL).stream().sorted().toList()));
            }
            return new Comparison(
                    key, sign, sign.startsWith("IS ") ? List.of() : values(sign, number));
        }

        private String sign() {
            String word = next("a comparison").toUpperCase(Locale.ROOT);
            String after = peek();
            if (word.equals("IS")) {
                boolean not = "NOT".equalsIgnoreCase(after);
                at += not ? 1 : 0;
                if (!next("NULL").equalsIgnoreCase("NULL")) {
                    throw invalid("IS goes with NULL or NOT NULL");
                }
                return not ? "IS NOT NULL" : "IS NULL";
            }
            if (word.equals("NOT") && "IN".equalsIgnoreCase(after)) {
                at++;
                return "NOT IN";
            }
            return word.equals("<>") ? "!=" : word;
        }

        private List<String> values(String sign, boolean number) {
            String word = next("a value");
            if (sign.endsWith("IN")) {
                List<String> values = new ArrayList<>();
                if (!word.equals("(")) {
                    throw invalid("IN goes with a list such as ('a', 'b')");
                }
                for (word = next("a value"); !word.equals(")"); word = next("a value or ')'")) {
                    if (!word.equals(",")) {
                        values.add(text(word));
                    }
                }
                return values;
            }
            if (!number) {
                String text = text(word);
                if (sign.endsWith("LIKE") && text.length() > MAX_LIKE_LENGTH) {
                    throw invalid(
                            "the text after %s has more than %,d characters"
                                    .formatted(sign, MAX_LIKE_LENGTH));
                }
                return List.of(text);
            }
            if (!DecimalText.isNumber(word) && !NON_FINITE.contains(word)) {
                throw invalid("Expected numeric value type. Found " + word);
            }
            return List.of(word);
        }

        private String text(String word) {
            if (!Tokenizer.quoted(word)) {
                throw invalid(
                        "Expected a quoted string value (e.g. 'my-value'). Got value " + word);
            }
            return Tokenizer.plain(word);
        }

        private @Nullable String peek() {
            return more() ? words.get(at) : null;
        }

        private String next(String expected) {
            if (!more()) {
                throw invalid("it ends where %s is expected".formatted(expected));
            }
            return words.get(at++);
        }

        private MlflowError invalid(String why) {
            return MlflowError.invalid(
                    "Invalid filter '%s': %s".formatted(Tokenizer.shown(text), why));
        }
    }
}
