package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.events.PlotReference;
import io.tunebook.events.Role;
import io.tunebook.server.model.Round;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Importance.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which hyperparameters matter, which can be fixed next time, and which must be tuned together
/// (PB-15). When the hyperparameters do not explain the differences between trials, nothing is
/// advised.
public final class Sensitivity {
    /// The share below which a hyperparameter can be fixed.
    private static final double UNIMPORTANT = 0.05;

    /// The share of a pair from which tuning it together is advised.
    private static final double TOGETHER = 0.02;

    private static final int MAX_INTERACTIONS = 3;

    private final Sample sample;
    private final Importance importance;
    private final Set<String> scientific;

    private Sensitivity(Sample sample, Importance importance, Set<String> scientific) {
        this.sample = sample;
        this.importance = importance;
        this.scientific = scientific;
    }

    /// One finding on the importance, and one for each interaction.
    static List<Finding> of(Round round, Sample sample, Importance importance) {
        return of(round.roles(), sample, importance);
    }

    /// @param roles of the round's hyperparameters
    public static List<Finding> of(
            List<Role.Assignment> roles, Sample sample, Importance importance) {
        Set<String> scientific =
                roles.stream()
                        .filter(a -> a.role() == Role.SCIENTIFIC)
                        .map(a -> a.parameter().name())
                        .collect(Collectors.toSet());
        return new Sensitivity(sample, importance, scientific).findings();
    }

    private List<Finding> findings() {
        Double explained = importance.explained();
        if (explained == null || explained < importance.floor()) {
            return List.of(unknown(why(explained)));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(shares(explained));
        importance.pairs().stream()
                .filter(s -> s.share() >= TOGETHER)
                .limit(MAX_INTERACTIONS)
                .map(this::together)
                .forEach(findings::add);
        return findings;
    }

    private String why(@Nullable Double explained) {
        if (explained != null) {
            return ("The hyperparameters of %s explain %s of the differences between trials in"
                            + " cross-validation; below %s, with %s, a share is not reliable. Run"
                            + " more trials, or repeat configurations.")
                    .formatted(
                            sample.label(),
                            Formats.share(Math.max(0, explained)),
                            Formats.share(importance.floor()),
                            Formats.plural(importance.trials(), "trial"));
        }
        if (importance.trials() < Importance.MIN_TRIALS) {
            return "%s has %s, and the estimate needs %d."
                    .formatted(
                            sample.label(),
                            Formats.plural(importance.trials(), "completed trial"),
                            Importance.MIN_TRIALS);
        }
        return sample.study().facts().space().varying().isEmpty()
                ? "%s varies no hyperparameter.".formatted(sample.label())
                : "All %d completed trials of %s have the same objective."
                        .formatted(importance.trials(), sample.label());
    }

    private static Finding unknown(String why) {
        return new Finding(
                Question.POINTS, Verdict.UNKNOWN, "Importance not known", why, List.of("PB-15"));
    }

    private Finding shares(double explained) {
        String shares =
                importance.single().stream()
                        .map(s -> "%s %s".formatted(name(s), Formats.share(s.share())))
                        .collect(Collectors.joining(", "));
        List<String> fixable =
                importance.single().stream().filter(this::canBeFixed).map(this::name).toList();
        String next = fixable.isEmpty() ? "" : "Fix %s next time.".formatted(Formats.and(fixable));
        String label = label();
        Finding found =
                new Finding(
                                Question.POINTS,
                                Verdict.FINE,
                                label,
                                ("The hyperparameters of %s explain %s of the differences between"
                                                + " trials in cross-validation. Shares of that, each"
                                                + " alone: %s. %s. %s")
                                        .formatted(
                                                sample.label(),
                                                Formats.share(explained),
                                                shares,
                                                label,
                                                next)
                                        .strip(),
                                List.of("PB-15"))
                        .withNumber("explained in cross-validation", explained)
                        .withPlot(PlotReference.importance())
                        .withNextStep(next);
        for (Share s : importance.single()) {
            found = found.withNumber(s.parameters().getFirst(), s.share());
        }
        return found;
    }

    /// The most important hyperparameter, with a second one that may be as important.
    private String label() {
        List<Share> single = importance.single();
        Share first = single.getFirst();
        List<String> top =
                single.stream()
                        .filter(s ->
                                first.share() - s.share()
                                        <= 2 * Math.hypot(first.deviation(), s.deviation()))
                        .map(this::name)
                        .toList();
        if (importance.pairs().stream().anyMatch(p -> p.share() > first.share())) {
            return "%s matter most".formatted(Formats.and(names(importance.pairs().getFirst())));
        }
        return switch (top.size()) {
            case 1 -> top.getFirst() + " matters most";
            case 2 -> Formats.and(top) + " matter most";
            default -> "No single hyperparameter matters most";
        };
    }

    /// Whether its share is surely small: the estimate with two standard errors, and the smallest
    /// share that these trials can show. The effect of a hyperparameter is found when its variance
    /// is about nine times that of the noise of its estimate.
    private boolean canBeFixed(Share share) {
        Parameter p = parameter(share.parameters().getFirst());
        if (scientific.contains(p.name()) || isConstant(p) || isCondition(p)) {
            return false;
        }
        double r2 = importance.explained() == null ? 0 : importance.explained();
        double visible = 9 * (1 - r2) / (r2 * share.trials());
        return share.share() + 2 * share.deviation() < UNIMPORTANT
                && visible < UNIMPORTANT
                && importance.pairs().stream().noneMatch(s -> s.parameters().contains(p.key()));
    }

    private boolean isConstant(Parameter p) {
        return sample.completedWith(p).stream()
                        .map(t -> Sample.value(p, t))
                        .distinct()
                        .limit(2)
                        .count()
                < 2;
    }

    private boolean isCondition(Parameter p) {
        return sample.study().facts().space().parameters().stream()
                .anyMatch(o -> o.when() != null && o.when().parameter().equals(p.name()));
    }

    private Finding together(Share pair) {
        List<String> names = names(pair);
        List<Parameter> nuisance =
                pair.parameters().stream()
                        .map(this::parameter)
                        .filter(p -> !scientific.contains(p.name()))
                        .toList();
        String next =
                nuisance.size() == 1
                        ? "Tune %s for each %s"
                                .formatted(
                                        name(nuisance.getFirst()),
                                        names.stream()
                                                .filter(n -> !n.equals(name(nuisance.getFirst())))
                                                .findFirst()
                                                .orElseThrow())
                        : nuisance.isEmpty()
                                ? "Compare %s together".formatted(Formats.and(names))
                                : "Tune %s together".formatted(Formats.and(names));
        return new Finding(
                        Question.POINTS,
                        Verdict.FINE,
                        next,
                        ("In %s, %s together explain %s beyond what each explains alone (p %s,"
                                        + " corrected for all pairs), so the effect of one depends on the other. %s.")
                                .formatted(
                                        sample.label(),
                                        Formats.and(names),
                                        Formats.share(pair.share()),
                                        Formats.probability(pair.p() == null ? 1 : pair.p()),
                                        next),
                        List.of("PB-15"))
                .withNumber("share of the pair", pair.share())
                .withPlot(PlotReference.importance())
                .withNextStep(next + ".");
    }

    private List<String> names(Share share) {
        return share.parameters().stream().map(k -> name(parameter(k))).toList();
    }

    private String name(Share share) {
        return name(parameter(share.parameters().getFirst()));
    }

    private String name(Parameter p) {
        return Formats.name(p, sample.study().facts().space());
    }

    private Parameter parameter(String key) {
        return sample.study().facts().space().parameters().stream()
                .filter(p -> p.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
