package io.tunebook.server.api.view;

import io.tunebook.events.Evidence;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.api.view.ViewParts.StudyPart;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.ExpectedBest;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Importance;
import io.tunebook.server.playbook.analysis.RoundFindings;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.WidenedRange;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The findings of a round beyond its checklist.
public record RoundLearningPage(
        long position,
        List<FindingRecord> findings,
        List<StudyLearning> studies,
        List<StudyPart> reruns,
        @Nullable GainPart gain,
        RoundDesignPage design) {
    /// @param budget the expected best by number of trials, with its band (PB-59)
    /// @param followUp a proposed extension; null when no best trial is near a bound
    public record StudyLearning(
            String study,
            String label,
            @Nullable ExpectedBest budget,
            Importance importance,
            @Nullable FollowUp followUp) {}

    /// The body of `POST /studies/{study}/extend`.
    public record FollowUp(SearchSpace space, int trials, String why) {}

    /// @param gain null without reruns
    /// @param label the verdict in a few words
    /// @param validation what the interval does not cover; empty without a gain
    public record GainPart(
            ScoredTrial candidate,
            Evidence.@Nullable Gain gain,
            Evidence.@Nullable Comparison reruns,
            String label,
            String sentence,
            String validation) {}

    /// @param workers the number of trials that train at once
    public static RoundLearningPage of(Snapshot snapshot, Round round, int workers) {
        Book book = snapshot.book();
        List<Sample> samples = Sample.of(book, round);
        RoundFindings findings =
                RoundFindings.of(book.position(), round, samples, snapshot.curves());
        return new RoundLearningPage(
                book.position(),
                findings.learning().stream().map(Finding::toRecord).toList(),
                IntStream.range(0, samples.size())
                        .mapToObj(i -> study(samples.get(i), findings.importances().get(i)))
                        .toList(),
                book.studiesOf(round).stream()
                        .filter(Study::isRerun)
                        .map(s -> StudySummaries.part(book, s))
                        .toList(),
                PagePart.orNull(
                        "The gain of round " + round.id(), () -> gain(book, round, samples)),
                RoundDesignPage.of(book, round, workers));
    }

    static StudyLearning study(Sample sample, Importance importance) {
        Optional<SearchSpace> wider =
                PagePart.orElse(
                        Optional.empty(),
                        "The wider space of study " + sample.study().id(),
                        () -> WidenedRange.space(sample));
        int trials = sample.study().facts().trials();
        return new StudyLearning(
                sample.study().id(),
                sample.label(),
                sample.completed().isEmpty()
                        ? null
                        : PagePart.orNull(
                                "The expected best of study " + sample.study().id(),
                                () -> ExpectedBest.of(sample)),
                importance,
                wider.isEmpty()
                        ? null
                        : new FollowUp(
                                wider.get(),
                                2 * trials,
                                "The best trials are near a bound (PB-25)."));
    }

    private static @Nullable GainPart gain(Book book, Round round, List<Sample> samples) {
        if (samples.isEmpty()) {
            return null;
        }
        var objective = samples.getFirst().objective();
        Trial.Completed best =
                samples.stream()
                        .flatMap(s -> s.completed().stream())
                        .min(Sample.bestFirst(objective))
                        .orElse(null);
        if (best == null) {
            return null;
        }
        GainVerdict verdict = GainEstimate.of(book, round, best);
        return new GainPart(
                ScoredTrial.of(book, best),
                verdict.gain(),
                verdict.reruns(),
                verdict.label(),
                verdict.sentence(),
                verdict.validation());
    }
}
