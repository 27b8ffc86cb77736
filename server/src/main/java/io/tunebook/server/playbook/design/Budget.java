package io.tunebook.server.playbook.design;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.Isolation;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// How a design spends its trials (PB-21): scientific values, width of the search, density.
///
/// @param scientificValues how many values of the scientific hyperparameters are compared
/// @param trials in total
/// @param trialsEach for each scientific value
/// @param dimensions that vary as nuisance, in the widest study
/// @param decades the width of the nuisance space, the sum over its log dimensions
/// @param levels how many values each nuisance dimension would have on a grid of `trialsEach`
/// @param good expected trials of each scientific value in the good region; null when nothing was
///   measured over this space yet
/// @param goodFrom the source of `good`, in words
/// @param seconds predicted wall time with these workers; null when no trial was measured yet
/// @param secondsATrial from the measured seconds a step and the steps planned; null when no trial
///   was measured yet
/// @param workers how many trials train at once
public record Budget(
        int scientificValues,
        int trials,
        double trialsEach,
        int dimensions,
        double decades,
        double levels,
        @Nullable Double good,
        String goodFrom,
        @Nullable Double seconds,
        @Nullable Double secondsATrial,
        int workers) {

    /// The budget of a round. How many external trainers there are is unknown, so the time of a
    /// round that they train is that of one.
    ///
    /// @param workers how many trials built-in training runs at once
    public static Budget of(Book book, Round round, int workers) {
        boolean builtIn = book.studiesOf(round).stream().noneMatch(Study::external);
        return of(book, book.projectOf(round), Design.of(book, round), builtIn ? workers : 1);
    }

    /// The budget of a design of the project, whether its round is already open or not.
    ///
    /// @param workers how many trials train at once
    public static Budget of(Book book, Project project, Design design, int workers) {
        int trials = design.studies().stream().mapToInt(Design.Plan::trials).sum();
        int values = scientificValues(design);
        double each = values == 0 ? trials : (double) trials / values;
        int dimensions = 0;
        double decades = 0;
        for (Design.Plan study : design.studies()) {
            List<Parameter> nuisance = nuisance(design, study);
            dimensions = Math.max(dimensions, nuisance.size());
            decades =
                    Math.max(
                            decades, nuisance.stream().mapToDouble(p -> decades(p.domain())).sum());
        }
        OptionalDouble share = StudyForecast.goodShare(book, project, design);
        OptionalDouble pace = StudyForecast.pace(book, project, design);
        return new Budget(
                values,
                trials,
                each,
                dimensions,
                decades,
                dimensions == 0 ? 1 : Math.pow(Math.max(each, 1), 1.0 / dimensions),
                share.isPresent() ? Double.valueOf(share.getAsDouble() * each) : null,
                share.isPresent()
                        ? "the share of earlier quasi-random trials in the good region, scaled to this space"
                        : "no study has measured the good region yet",
                pace.isPresent()
                        ? Double.valueOf(pace.getAsDouble() * trials / Math.max(1, workers))
                        : null,
                pace.isPresent() ? Double.valueOf(pace.getAsDouble()) : null,
                Math.max(1, workers));
    }

    private static int scientificValues(Design design) {
        long settings =
                design.studies().stream()
                        .map(Design.Plan::settings)
                        .filter(s -> !s.values().isEmpty())
                        .distinct()
                        .count();
        if (settings > 0) {
            return (int) settings;
        }
        int product = 1;
        for (Role.Assignment a : design.in(Role.SCIENTIFIC)) {
            product *= Isolation.comparedValues(a.parameter().domain());
        }
        return design.in(Role.SCIENTIFIC).isEmpty() ? 0 : product;
    }

    private static List<Parameter> nuisance(Design design, Design.Plan study) {
        return study.space().varying().stream()
                .filter(p ->
                        design.in(Role.SCIENTIFIC).stream()
                                .noneMatch(a -> a.parameter().key().equals(p.key())))
                .toList();
    }

    /// The number of powers of ten that a domain with a log scale spans; 0 for other domains.
    private static double decades(Domain domain) {
        return switch (domain) {
            case Domain.Log d -> Math.log10(d.high() / d.low());
            case Domain.LogInt d -> Math.log10((double) d.high() / d.low());
            case Domain.ReverseLog d -> Math.log10((1 - d.low()) / (1 - d.high()));
            case Domain.Linear d -> 0;
            case Domain.Int d -> 0;
            case Domain.Categorical d -> 0;
            case Domain.Fixed d -> 0;
        };
    }
}
