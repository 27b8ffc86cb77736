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
import org.jspecify.annotations.Nullable;

/// Infers types, ranges and roles of params from the runs of an experiment, for people to correct.
public final class ParameterInference {
    private static final int MAX_CHOICES = 20;

    /// The factor above which a range is taken for a log range: evenly spread numbers rarely exceed
    /// it.
    private static final double WIDE = 50;

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
        for (Run run : runs) {
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
        InferredDomain found = found(values);
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

    private static InferredDomain found(List<Value> values) {
        if (values.stream().allMatch(Value.Int.class::isInstance)) {
            return whole(values.stream().map(v -> (long) v.number()).sorted().toList());
        }
        if (values.stream().noneMatch(v -> Double.isNaN(v.number()))) {
            return real(values.stream().mapToDouble(Value::number).sorted().toArray());
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

    private static InferredDomain whole(List<Long> values) {
        long low = values.getFirst();
        long high = values.getLast();
        boolean doubles =
                values.size() > 2 && values.stream().allMatch(v -> v > 0 && Long.bitCount(v) == 1);
        if (low > 0 && (doubles || (double) high / low >= WIDE)) {
            return new InferredDomain(
                    new Domain.LogInt(low, high),
                    doubles
                            ? "powers of two"
                            : "integers that span a factor of %,.0f"
                                    .formatted((double) high / low));
        }
        return new InferredDomain(new Domain.Int(low, high), "integers");
    }

    private static InferredDomain real(double[] sorted) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        if (low > 0 && high / low >= WIDE) {
            return new InferredDomain(
                    new Domain.Log(low, high),
                    "numbers that span a factor of %,.0f".formatted(high / low));
        }
        if (low > 0 && high < 1 && high >= 0.9 && (1 - low) / (1 - high) >= WIDE / 5) {
            return new InferredDomain(new Domain.ReverseLog(low, high), "numbers close to one");
        }
        return new InferredDomain(new Domain.Linear(low, high), "numbers");
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
                i.why());
    }
}
