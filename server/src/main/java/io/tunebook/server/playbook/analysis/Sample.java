package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.MetricKinds;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The finished trials of a study, or those of one scientific setting in it. A study that repeats
/// its configurations has one trial for each of them here ([Repeats]).
///
/// @param label its name in a sentence
/// @param objective with its unit, recorded or guessed
/// @param metrics what the metrics of its trials measure
/// @param completed its completed trials, best first
/// @param infeasible its infeasible trials, by number
public record Sample(
        String label,
        Study study,
        Objective objective,
        MetricKinds metrics,
        List<Trial.Completed> completed,
        List<Trial.Infeasible> infeasible) {

    public static Sample of(Book book, Study study) {
        Project project = book.projectOf(book.roundOf(study));
        Objective objective = project.objective();
        List<Trial> trials = Repeats.judged(study, book.trialsOf(study));
        return new Sample(
                study.label(),
                study,
                objective,
                project.metricKinds(),
                trials.stream()
                        .filter(Trial.Completed.class::isInstance)
                        .map(Trial.Completed.class::cast)
                        .sorted(bestFirst(objective))
                        .toList(),
                trials.stream()
                        .filter(Trial.Infeasible.class::isInstance)
                        .map(Trial.Infeasible.class::cast)
                        .toList());
    }

    /// The studies of the round that search; reruns repeat known configurations and are omitted.
    public static List<Sample> of(Book book, Round round) {
        return book.studiesOf(round).stream()
                .filter(s -> !s.isRerun())
                .map(s -> of(book, s))
                .toList();
    }

    /// Best first; among equals, the earlier first.
    public static Comparator<Trial.Completed> bestFirst(Objective objective) {
        Comparator<Trial.Completed> byValue = Comparator.comparingDouble(Trial.Completed::value);
        return (objective.direction() == Direction.MINIMIZE ? byValue : byValue.reversed())
                .thenComparingInt(Trial.Completed::number);
    }

    /// The key of all analyses of completed trials.
    record Results(SearchSpace space, Objective objective, List<Trial.Completed> completed) {}

    Results results() {
        return new Results(study.facts().space(), objective, completed);
    }

    /// The study and the part of it that the sample covers.
    String name() {
        return study.id() + "\n" + label;
    }

    /// The number of trials that are completed or infeasible.
    public int ended() {
        return completed.size() + infeasible.size();
    }

    /// How much worse `b` is than `a`; negative when it is better.
    public double worse(double a, double b) {
        return objective.direction() == Direction.MINIMIZE ? b - a : a - b;
    }

    /// The objectives, best first.
    public double[] values() {
        return completed.stream().mapToDouble(Trial.Completed::value).toArray();
    }

    /// The completed trials in which the parameter exists (PB-16), best first.
    public List<Trial.Completed> completedWith(Parameter p) {
        return completed.stream().filter(t -> has(t, p)).toList();
    }

    /// The infeasible trials in which the parameter exists.
    public List<Trial.Infeasible> infeasibleWith(Parameter p) {
        return infeasible.stream().filter(t -> has(t, p)).toList();
    }

    /// The trial's position between the bounds of a parameter that exists in it, from 0 to 1.
    static double unit(Parameter p, Trial t) {
        return Scale.unit(p.domain(), value(p, t));
    }

    /// The parameter's value in a trial in which it exists.
    public static Value value(Parameter p, Trial t) {
        return Objects.requireNonNull(t.configuration().values().get(p.name()));
    }

    /// Whether the parameter exists in the trial, with a number where its domain has numbers: a
    /// tracked run can have a text there, such as `none`.
    static boolean has(Trial t, Parameter p) {
        Value value = t.configuration().values().get(p.name());
        return value != null
                && SearchSpace.exists(p, t.configuration())
                && !(Scale.ordered(p.domain()) && Double.isNaN(value.number()));
    }
}
