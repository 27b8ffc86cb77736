package io.tunebook.server.api.view;

import io.tunebook.events.Evidence;
import io.tunebook.server.api.view.RoundPage.ChecklistItem;
import io.tunebook.server.api.view.ViewParts.AnswerPart;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.api.view.ViewParts.RoundRef;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.decision.GainVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A decision with the evidence that the page showed.
///
/// @param notBetter the reason to launch against the evidence; null when none was needed
/// @param complexity what the change adds to the pipeline; empty when not stated
/// @param answers the checklist at that time: the findings of the evidence, with the answers before
///   it
/// @param hash of the event that recorded the decision, in hex
public record LaunchPage(
        long position,
        ProjectRef project,
        RoundRef round,
        LaunchRow launch,
        String hash,
        Evidence evidence,
        GainPart gain,
        String complexity,
        @Nullable String notBetter,
        Map<String, String> overrides,
        List<ChecklistItem> answers,
        CandidateRef candidate) {

    /// The verdict on the recorded evidence.
    ///
    /// @param validation what the interval does not cover; empty without a gain
    public record GainPart(String label, String sentence, String validation) {}

    public record CandidateRef(String trial, int number, String label, String study) {}

    /// @param then the book as of the decision, with the answers of that time
    /// @return null while the launch is not decided
    public static @Nullable LaunchPage of(Book book, Book then, Launch launch, String hash) {
        Launch.Decided decided =
                switch (launch) {
                    case Launch.Proposed p -> null;
                    case Launch.Decided d -> d;
                    case Launch.Reverted r -> r.before();
                };
        LaunchRow row = LaunchRow.of(book, launch);
        if (decided == null || row == null) {
            return null;
        }
        Round round = Objects.requireNonNull(book.round(decided.facts().round()));
        Trial candidate = Objects.requireNonNull(book.trial(decided.facts().candidate()));
        Study study = book.studyOf(candidate);
        Evidence evidence = decided.decision().evidence();
        GainVerdict gain = GainVerdict.of(book.projectOf(round).objective(), evidence);
        return new LaunchPage(
                book.position(),
                ProjectRef.of(book.projectOf(round)),
                RoundRef.of(round),
                row,
                hash,
                evidence,
                new GainPart(gain.label(), gain.sentence(), gain.validation()),
                decided.decision().complexity(),
                decided.decision().notBetter(),
                decided.decision().overrides(),
                answers(then.round(round.id()), decided),
                new CandidateRef(candidate.id(), candidate.number(), study.label(), study.id()));
    }

    private static List<ChecklistItem> answers(@Nullable Round then, Launch.Decided decided) {
        List<ChecklistItem> items = new ArrayList<>();
        for (var finding : decided.decision().evidence().findings()) {
            Round.Answer answer = then == null ? null : then.answers().get(finding.question());
            items.add(
                    new ChecklistItem(
                            finding.question(),
                            title(finding.question()),
                            finding,
                            answer == null ? null : AnswerPart.of(answer)));
        }
        return items;
    }

    private static String title(String question) {
        for (Question q : Question.values()) {
            if (q.id().equals(question)) {
                return q.title();
            }
        }
        return question;
    }
}
