package io.tunebook.server.playbook.decision;

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
/// All reruns of a configuration in the round count, whichever study made them.
///
/// @param compared of `against`
/// @param against the baseline's configuration where the project has a baseline, else the
///   configuration that the newest study of reruns compares the candidate with; null without one
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
        Project.Baseline live = book.projectOf(round).baseline();
        Configuration against =
                live == null
                        ? newest(book, round, candidate.configuration())
                        : live.configuration();
        return between(book, round, candidate.configuration(), against, live != null);
    }

    /// The reruns of two trials of the round, whatever the baseline is.
    static MeasuredReruns between(Book book, Round round, Trial one, Trial other) {
        return between(book, round, one.configuration(), other.configuration(), false);
    }

    private static MeasuredReruns between(
            Book book,
            Round round,
            Configuration candidate,
            @Nullable Configuration against,
            boolean baseline) {
        return new MeasuredReruns(
                reruns(book, round, candidate),
                against == null ? Reruns.NONE : reruns(book, round, against),
                against,
                baseline,
                studies(book, round).stream().filter(s -> points(s).contains(candidate)).toList());
    }

    /// How many reruns finished, of both.
    public int finished() {
        return candidate.finished() + compared.finished();
    }

    /// Whether reruns of the candidate have not ended yet.
    public boolean running() {
        return studies.stream().anyMatch(s -> s.state() == Study.State.RUNNING);
    }

    /// How many reruns were requested in the studies of the candidate.
    public int planned() {
        return studies.stream().mapToInt(s -> s.facts().trials()).sum();
    }

    private static @Nullable Configuration newest(Book book, Round round, Configuration candidate) {
        return studies(book, round).reversed().stream()
                .map(MeasuredReruns::points)
                .filter(points -> points.contains(candidate))
                .flatMap(List::stream)
                .filter(point -> !point.equals(candidate))
                .findFirst()
                .orElse(null);
    }

    private static List<Study> studies(Book book, Round round) {
        return book.studiesOf(round).stream().filter(Study::isRerun).toList();
    }

    private static List<Configuration> points(Study study) {
        return study.facts().algorithm().points();
    }

    /// All reruns of a configuration in the round.
    public static Reruns reruns(Book book, Round round, Configuration wanted) {
        List<Double> values = new ArrayList<>();
        int infeasible = 0;
        double examples = 0;
        for (Study study : studies(book, round)) {
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
