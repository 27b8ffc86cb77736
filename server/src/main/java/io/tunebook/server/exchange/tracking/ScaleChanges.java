package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The scales of a described experiment that a value of a run contradicts, such as 0 on a log
/// scale: the study has a linear scale from then on. A text in place of a number changes no scale.
public final class ScaleChanges {
    private ScaleChanges() {}

    /// A sentence for each change since the description.
    public static List<String> sentences(Book book, Experiment experiment) {
        List<String> all = new ArrayList<>();
        reasons(book, experiment)
                .forEach((p, why) ->
                        all.add(
                                "%s of '%s': %s; correct it on the experiment's page"
                                        .formatted(p.key(), experiment.name(), why)));
        return all;
    }

    /// The roles of a round, with the changed scale and its reason where one has changed.
    public static List<Role.Assignment> roles(Book book, Round round) {
        Map<String, Parameter> now = new HashMap<>();
        Map<String, String> why = new HashMap<>();
        for (Study study : book.studiesOf(round)) {
            Experiment experiment = study.isTracked() ? experiment(book, study) : null;
            if (experiment != null) {
                reasons(book, experiment)
                        .forEach((p, reason) -> {
                            now.put(p.key(), p);
                            why.put(p.key(), reason);
                        });
            }
        }
        return round.roles().stream()
                .map(a -> {
                    Parameter p = now.get(a.parameter().key());
                    return p == null
                            ? a
                            : new Role.Assignment(
                                    p, a.role(), "%s; %s".formatted(a.why(), why.get(p.key())));
                })
                .toList();
    }

    private static @Nullable Experiment experiment(Book book, Study study) {
        return book.tracked().byId().values().stream()
                .filter(e -> study.id().equals(e.study()))
                .findFirst()
                .orElse(null);
    }

    /// The reason by the study's parameter.
    private static Map<Parameter, String> reasons(Book book, Experiment experiment) {
        Map<Parameter, String> all = new java.util.LinkedHashMap<>();
        Study study = experiment.study() == null ? null : book.study(experiment.study());
        if (study == null) {
            return all;
        }
        List<Trial> trials = book.trialsOf(study);
        Map<String, Parameter> described = new HashMap<>();
        experiment.space().parameters().forEach(p -> described.put(p.key(), p));
        for (Parameter p : study.facts().space().parameters()) {
            Parameter before = described.get(p.key());
            List<String> reasons = new ArrayList<>();
            if (before != null && before.domain().getClass() != p.domain().getClass()) {
                reasons.add(changed(book, trials, before, p));
            }
            String text = p.domain() instanceof Domain.Categorical ? null : texts(book, trials, p);
            if (text != null) {
                reasons.add(text);
            }
            if (!reasons.isEmpty()) {
                all.put(p, String.join("; ", reasons));
            }
        }
        return all;
    }

    private static String changed(Book book, List<Trial> trials, Parameter before, Parameter now) {
        for (Trial t : trials) {
            Value value = t.configuration().values().get(now.name());
            if (value != null && contradicts(before.domain(), value)) {
                return "%s instead of %s, since run '%s' has %s"
                        .formatted(
                                scale(now.domain()), scale(before.domain()), name(book, t), value);
            }
        }
        return "%s instead of %s".formatted(scale(now.domain()), scale(before.domain()));
    }

    private static boolean contradicts(Domain domain, Value value) {
        double x = value.number();
        return switch (domain) {
                    case Domain.Log d -> x <= 0;
                    case Domain.ReverseLog d -> x >= 1;
                    case Domain.LogInt d -> x <= 0 || x != Math.rint(x);
                    case Domain.Int d -> x != Math.rint(x);
                    default -> false;
                }
                && !Double.isNaN(x);
    }

    private static @Nullable String texts(Book book, List<Trial> trials, Parameter p) {
        if (p.domain() instanceof Domain.Fixed) {
            return null;
        }
        List<Trial> found =
                trials.stream()
                        .filter(t -> {
                            Value value = t.configuration().values().get(p.name());
                            return value != null && Double.isNaN(value.number());
                        })
                        .toList();
        if (found.isEmpty()) {
            return null;
        }
        Trial first = found.getFirst();
        Value text = Objects.requireNonNull(first.configuration().values().get(p.name()));
        return "run '%s'%s has '%s', which is not a number: plots of %s omit it"
                .formatted(
                        name(book, first),
                        found.size() == 1 ? "" : " (of %,d)".formatted(found.size()),
                        text,
                        p.name());
    }

    private static String name(Book book, Trial trial) {
        Run run = book.tracked().run(trial.id());
        return run == null || run.name().isEmpty() ? trial.id() : run.name();
    }

    private static String scale(Domain domain) {
        return switch (domain) {
            case Domain.Linear d -> "a linear scale";
            case Domain.Log d -> "a log scale";
            case Domain.ReverseLog d -> "a reverse-log scale";
            case Domain.Int d -> "integers on a linear scale";
            case Domain.LogInt d -> "integers on a log scale";
            case Domain.Categorical d -> "a choice";
            case Domain.Fixed d -> "a fixed value";
        };
    }
}
