package io.tunebook.server.playbook.decision;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reruns of a candidate in its round, and those of what it is compared with (PB-38, PB-39).
///
/// @param compared of the baseline where it was rerun beside the candidate, else of the
///   configuration of the newest reruns
/// @param against the configuration of `compared`; null when the candidate was rerun alone
/// @param baseline whether `against` is the baseline's configuration
/// @param studies that rerun the candidate, in the order of their creation
public record MeasuredReruns(
        Reruns candidate,
        Reruns compared,
        @Nullable Configuration against,
        boolean baseline,
        List<Study> studies) {
    private static final String EXAMPLES = "validation/examples";

    /// @param candidate a trial of the round's search
    public static MeasuredReruns of(Book book, Round round, Trial candidate) {
        Configuration configuration = candidate.configuration();
        List<Study> studies =
                book.studiesOf(round).stream().filter(s -> isOf(s, configuration)).toList();
        Project.Baseline live = book.projectOf(round).baseline();
        Configuration against = against(studies, live);
        return new MeasuredReruns(
                reruns(book, studies, configuration),
                against == null ? Reruns.NONE : reruns(book, studies, against),
                against,
                live != null && live.configuration().equals(against),
                studies);
    }

    /// How many reruns finished, of both.
    public int finished() {
        return candidate.finished() + compared.finished();
    }

    /// How many reruns were requested, of both.
    public int planned() {
        return studies.stream().mapToInt(s -> s.facts().trials()).sum();
    }

    private static @Nullable Configuration against(
            List<Study> studies, Project.@Nullable Baseline live) {
        Configuration newest = null;
        for (Study study : studies) {
            List<Configuration> points = study.facts().algorithm().points();
            if (points.size() > 1) {
                newest = points.get(1);
                if (live != null && newest.equals(live.configuration())) {
                    return newest;
                }
            }
        }
        return newest;
    }

    private static boolean isOf(Study study, Configuration candidate) {
        Algorithm algorithm = study.facts().algorithm();
        return study.isRerun() && algorithm.points().getFirst().equals(candidate);
    }

    private static Reruns reruns(Book book, List<Study> studies, Configuration wanted) {
        List<Double> values = new ArrayList<>();
        int infeasible = 0;
        double examples = 0;
        for (Study study : studies) {
            for (Trial t : book.trialsOf(study)) {
                if (!t.configuration().equals(wanted)) {
                    continue;
                }
                if (t instanceof Trial.Completed c) {
                    values.add(c.value());
                    examples = Math.max(examples, c.measurements().getOrDefault(EXAMPLES, 0.0));
                } else if (t instanceof Trial.Infeasible) {
                    infeasible++;
                }
            }
        }
        return new Reruns(
                values.stream().mapToDouble(Double::doubleValue).toArray(), infeasible, examples);
    }
}
