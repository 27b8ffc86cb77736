package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.server.model.ParameterNames;
import io.tunebook.server.model.ParameterParser;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Infers types, ranges and roles of params from the runs of an experiment, for people to correct.
public final class ParameterInference {
    private static final int MAX_CHOICES = 20;

    /// How many different numbers make a param a number, although some runs have a word for none.
    private static final int MIN_NUMBERS = 4;

    private static final Pattern NONE =
            Pattern.compile("|none|null|nil|na|n/a|nan|off|-", Pattern.CASE_INSENSITIVE);

    private static final Pattern LESS =
            Pattern.compile("loss|err|mse|mae|rmse|perplexity|ppl|nll|time|latency|seconds");
    private static final Pattern MORE =
            Pattern.compile("acc|auc|f1|score|r2|precision|recall|reward|bleu|map");
    private static final Pattern HELD_OUT = Pattern.compile("val|valid|test|eval");

    private ParameterInference() {}

    /// One param.
    ///
    /// @param key its name in the runs
    /// @param name its name in the study
    /// @param domain null when it does not look like a hyperparameter
    /// @param role null when it does not look like a hyperparameter
    /// @param why the basis of the inference, in words
    /// @param runs how many have it
    /// @param values how many different values it has
    public record Inferred(
            String key,
            String name,
            @Nullable Domain domain,
            @Nullable Role role,
            String why,
            int runs,
            int values) {}

    /// @param runs without the deleted ones
    public static List<Inferred> params(List<Run> runs) {
        Map<String, List<String>> texts = new TreeMap<>();
        for (Run run : ParentRuns.without(runs)) {
            run.params().forEach((k, v) -> texts.computeIfAbsent(k, n -> new ArrayList<>()).add(v));
        }
        List<Inferred> all = new ArrayList<>();
        boolean scientific = false;
        for (Map.Entry<String, List<String>> e : texts.entrySet()) {
            Inferred inferred = param(e.getKey(), e.getValue());
            if (inferred.role() == Role.NUISANCE
                    && !scientific
                    && inferred.domain() instanceof Domain.Categorical) {
                scientific = true;
                inferred = as(inferred, Role.SCIENTIFIC);
            }
            all.add(inferred);
        }
        for (int i = 0; i < all.size() && !scientific; i++) {
            if (all.get(i).role() == Role.NUISANCE) {
                scientific = true;
                all.set(i, as(all.get(i), Role.SCIENTIFIC));
            }
        }
        return all;
    }

    private static Inferred as(Inferred i, Role role) {
        return new Inferred(i.key(), i.name(), i.domain(), role, i.why(), i.runs(), i.values());
    }

    private static Inferred param(String key, List<String> texts) {
        List<String> different = texts.stream().distinct().toList();
        List<Value> values =
                different.stream()
                        .map(ParameterParser::guess)
                        .distinct()
                        .collect(Collectors.toList());
        String name = ParameterNames.of(key);
        int n = texts.size();
        if (values.size() == 1) {
            return new Inferred(
                    key,
                    name,
                    new Domain.Fixed(values.getFirst()),
                    Role.FIXED,
                    n == 1
                            ? "one run has it"
                            : "the same in all %,d runs that have it".formatted(n),
                    n,
                    1);
        }
        InferredDomain found = found(key, values, texts.stream().map(ParameterParser::guess));
        return new Inferred(
                key,
                name,
                found.domain(),
                found.domain() == null ? null : Role.NUISANCE,
                found.why(),
                n,
                values.size());
    }

    private record InferredDomain(@Nullable Domain domain, String why) {}

    /// @param values the different ones
    /// @param all the value of each run
    private static InferredDomain found(String key, List<Value> values, Stream<Value> all) {
        if (values.stream().noneMatch(v -> Double.isNaN(v.number()))) {
            double[] sorted = all.mapToDouble(Value::number).sorted().toArray();
            return values.stream().allMatch(Value.Int.class::isInstance)
                    ? whole(
                            key,
                            values.stream().map(v -> (long) v.number()).sorted().toList(),
                            sorted)
                    : real(key, sorted);
        }
        List<Value> numbers = values.stream().filter(v -> !Double.isNaN(v.number())).toList();
        if (numbers.size() >= MIN_NUMBERS && values.stream().allMatch(ParameterInference::absent)) {
            InferredDomain found = found(key, numbers, all.filter(v -> !Double.isNaN(v.number())));
            return new InferredDomain(
                    found.domain(), found.why() + "; a run without a number has a word for none");
        }
        if (values.size() > MAX_CHOICES) {
            return new InferredDomain(
                    null,
                    "%,d different texts: a name or a note rather than a hyperparameter"
                            .formatted(values.size()));
        }
        List<Value> sorted = values.stream().sorted(Comparator.comparing(Value::toString)).toList();
        boolean flags = values.stream().allMatch(Value.Bool.class::isInstance);
        return new InferredDomain(
                new Domain.Categorical(sorted),
                flags ? "true or false" : "%d different texts".formatted(sorted.size()));
    }

    /// Whether a value is a number or a word for none.
    private static boolean absent(Value value) {
        return !Double.isNaN(value.number())
                || (value instanceof Value.Text(String text)
                        && NONE.matcher(text.strip()).matches());
    }

    private static InferredDomain whole(String key, List<Long> values, double[] all) {
        long low = values.getFirst();
        long high = values.getLast();
        if (values.size() > 2 && values.stream().allMatch(v -> v > 0 && Long.bitCount(v) == 1)) {
            return new InferredDomain(new Domain.LogInt(low, high), "powers of two");
        }
        ScaleEvidence evidence = ScaleEvidence.ofIntegers(key, all);
        return new InferredDomain(
                evidence.scale() == ScaleEvidence.Scale.LOG
                        ? new Domain.LogInt(low, high)
                        : new Domain.Int(low, high),
                "integers, " + evidence.why());
    }

    private static InferredDomain real(String key, double[] all) {
        double low = all[0];
        double high = all[all.length - 1];
        ScaleEvidence evidence = ScaleEvidence.of(key, all);
        Domain domain =
                switch (evidence.scale()) {
                    case LINEAR -> new Domain.Linear(low, high);
                    case LOG -> new Domain.Log(low, high);
                    case REVERSE_LOG -> new Domain.ReverseLog(low, high);
                };
        return new InferredDomain(domain, "numbers, " + evidence.why());
    }

    /// A first guess at the objective; null when nothing was measured.
    public static @Nullable Objective objective(List<Run> runs) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Run run : runs) {
            run.metrics().keySet().forEach(m -> counts.merge(m, 1, Integer::sum));
        }
        return counts.entrySet().stream()
                .filter(e -> !e.getKey().startsWith("system/"))
                .max(
                        Comparator.comparingInt(
                                        (Map.Entry<String, Integer> e) -> promise(e.getKey()))
                                .thenComparingInt(Map.Entry::getValue)
                                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(e -> new Objective(e.getKey(), direction(e.getKey())))
                .orElse(null);
    }

    private static int promise(String metric) {
        String name = metric.toLowerCase(Locale.ROOT);
        return (HELD_OUT.matcher(name).find() ? 2 : 0)
                + (LESS.matcher(name).find() || MORE.matcher(name).find() ? 1 : 0);
    }

    /// The direction in which a metric of this name is better, judged by the name only.
    public static Direction direction(String metric) {
        String name = metric.toLowerCase(Locale.ROOT);
        return MORE.matcher(name).find() && !LESS.matcher(name).find()
                ? Direction.MAXIMIZE
                : Direction.MINIMIZE;
    }

    /// The role of a param as an assignment.
    ///
    /// @throws NullPointerException when it does not look like a hyperparameter
    public static Role.Assignment assignment(Inferred i) {
        return new Role.Assignment(
                Parameter.always(i.name(), java.util.Objects.requireNonNull(i.domain())),
                java.util.Objects.requireNonNull(i.role()),
                i.name().equals(i.key())
                        ? i.why()
                        : "%s; named '%s' in the runs".formatted(i.why(), i.key()));
    }
}
