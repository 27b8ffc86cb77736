package io.tunebook.server.playbook.decision;

import io.tunebook.events.Configuration;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Formats;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the reruns of one configuration measured (PB-38, PB-39).
///
/// @param label `Candidate`, then `Baseline` where it is the project's, else `Comparison`; numbered
///   when there are more
/// @param mean of the objective over the completed reruns; null without one
/// @param deviation the standard deviation between reruns, with n - 1; null below two
/// @param sentence the same in words
public record RerunSummary(
        String label,
        Configuration configuration,
        int completed,
        int infeasible,
        @Nullable Double mean,
        @Nullable Double deviation,
        String sentence) {

    /// One for each configuration of a study of reruns, the candidate first.
    public static List<RerunSummary> of(Book book, Study study) {
        List<Configuration> points = study.facts().algorithm().points();
        Project project = book.projectOf(book.roundOf(study));
        Project.Baseline live = project.baseline();
        List<Trial> trials = book.trialsOf(study);
        return IntStream.range(0, points.size())
                .mapToObj(i -> {
                    Configuration point = points.get(i);
                    return of(
                            project.objective(),
                            label(points, i, live),
                            point,
                            trials.stream().filter(t -> t.configuration().equals(point)).toList());
                })
                .toList();
    }

    private static String label(
            List<Configuration> points, int i, Project.@Nullable Baseline live) {
        if (i == 0) {
            return "Candidate";
        }
        String other =
                live != null && live.configuration().equals(points.get(i))
                        ? "Baseline"
                        : "Comparison";
        return points.size() == 2 ? other : other + " " + i;
    }

    private static RerunSummary of(
            Objective objective, String label, Configuration point, List<Trial> trials) {
        var reruns =
                new Reruns(
                        trials.stream()
                                .filter(Trial.Completed.class::isInstance)
                                .mapToDouble(t -> ((Trial.Completed) t).value())
                                .toArray(),
                        (int) trials.stream().filter(Trial.Infeasible.class::isInstance).count(),
                        0);
        int n = reruns.values().length;
        return new RerunSummary(
                label,
                point,
                n,
                reruns.infeasible(),
                n == 0 ? null : Double.valueOf(reruns.mean()),
                n < 2 ? null : Double.valueOf(reruns.deviation()),
                sentence(objective, label, reruns));
    }

    private static String sentence(Objective objective, String label, Reruns reruns) {
        int n = reruns.values().length;
        if (reruns.finished() == 0) {
            return label + ": no rerun has finished yet.";
        }
        String infeasible =
                reruns.infeasible() == 0
                        ? "none diverged"
                        : "%d of %d diverged".formatted(reruns.infeasible(), reruns.finished());
        if (n == 0) {
            return "%s: no rerun completed; %s.".formatted(label, infeasible);
        }
        String mean = Formats.value(objective, reruns.mean());
        return n == 1
                ? "%s: %s in one rerun; %s.".formatted(label, mean, infeasible)
                : "%s: mean %s over %d reruns, standard deviation %s; %s."
                        .formatted(
                                label,
                                mean,
                                n,
                                Formats.difference(objective, reruns.deviation()),
                                infeasible);
    }
}
