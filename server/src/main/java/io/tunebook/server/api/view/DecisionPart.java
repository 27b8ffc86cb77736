package io.tunebook.server.api.view;

import io.tunebook.server.api.view.CandidatePage.Candidate;
import io.tunebook.server.api.view.CandidatePage.CandidateEvidence;
import io.tunebook.server.api.view.RoundPage.BaselineRef;
import io.tunebook.server.api.view.ViewParts.ScoredTrial;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.decision.ShownGain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The panel of a round's decision.
///
/// @param candidate the best completed trial; null without one
/// @param candidates what can be proposed, the best 30 of each study
/// @param evidence on the candidate; null without one, and when it could not be computed
/// @param caveats the fixed hyperparameters that exist in the candidate's configuration; all
///   without a candidate
public record DecisionPart(
        @Nullable Candidate candidate,
        List<ScoredTrial> candidates,
        @Nullable CandidateEvidence evidence,
        @Nullable BaselineRef baseline,
        @Nullable Double gain,
        @Nullable String gainBasis,
        @Nullable Double searchGain,
        List<Round.Caveat> caveats,
        List<String> open,
        List<LaunchRow> launches) {
    private static final int MAX_CANDIDATES = 30;

    static DecisionPart of(
            Book book, Round round, RoundPage.Summary summary, List<Sample> samples) {
        ScoredTrial best = summary.best();
        Candidate candidate = null;
        CandidateEvidence evidence = null;
        ShownGain gain = null;
        if (best != null && book.trial(best.trial()) instanceof Trial.Completed t) {
            candidate = Candidate.of(book, t);
            evidence =
                    PagePart.orNull(
                            "The evidence on trial " + t.id(),
                            () -> CandidatePage.evidence(book, round, t));
            gain =
                    PagePart.orNull(
                            "The gain of trial " + t.id(),
                            () -> CandidatePage.gain(book, round, t));
        }
        return new DecisionPart(
                candidate,
                samples.stream()
                        .flatMap(s -> s.completed().stream().limit(MAX_CANDIDATES))
                        .map(t -> ScoredTrial.of(book, t))
                        .toList(),
                evidence,
                summary.baseline(),
                gain == null ? null : (Double) gain.value(),
                gain == null ? null : gain.basis(),
                gain == null ? null : gain.search(),
                candidate == null ? round.caveats() : round.caveats(candidate.configuration()),
                Question.IDS.stream().filter(q -> !round.answers().containsKey(q)).toList(),
                LaunchRow.of(book, round.launches()));
    }
}
