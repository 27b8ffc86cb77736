package io.tunebook.server.api.view;

import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The numbers of a study.
final class StudySummaries {
    private StudySummaries() {}

    static StudyPart part(Book book, Study study) {
        return part(book, Sample.of(book, study));
    }

    static StudyPart part(Book book, Sample sample) {
        Study study = sample.study();
        List<Trial> trials = book.trialsOf(study);
        var facts = study.facts();
        return new StudyPart(
                study.id(),
                book.roundOf(study).studies().indexOf(study.id()),
                facts.name(),
                study.label(),
                facts.settings(),
                facts.algorithm(),
                study.state().name().toLowerCase(Locale.ROOT),
                facts.trials(),
                count(trials, Trial.Proposed.class),
                count(trials, Trial.Running.class),
                sample.completed().size(),
                sample.infeasible().size(),
                count(trials, Trial.Abandoned.class),
                sample.completed().isEmpty()
                        ? null
                        : ScoredTrial.of(book, sample.completed().getFirst()),
                secondsLeft(study, sample, count(trials, Trial.Running.class)),
                facts.trainer(),
                facts.reproduction());
    }

    static long count(List<Trial> trials, Class<? extends Trial> state) {
        return trials.stream().filter(state::isInstance).count();
    }

    /// Estimated from the mean time of the completed trials and the number of trials at once; null
    /// when unknown.
    private static @Nullable Double secondsLeft(Study study, Sample sample, long running) {
        int left = study.facts().trials() - sample.ended();
        if (study.state() != Study.State.RUNNING || sample.completed().isEmpty() || left <= 0) {
            return null;
        }
        double mean =
                sample.completed().stream()
                        .mapToDouble(Trial.Completed::seconds)
                        .average()
                        .orElseThrow();
        return mean * left / Math.max(1, running);
    }
}
