package io.tunebook.server.api.view;

import io.tunebook.events.Event.Decision;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.decision.GainVerdict;
import io.tunebook.server.playbook.decision.ShownGain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A launch decision as a row of a list.
///
/// @param gain over the baseline by its evidence, positive when better; null without the value of a
///   baseline
/// @param gainBasis what the gain was measured over, such as `mean of 4 reruns each`; null without
///   a gain
/// @param searchGain the gain in the search where `gain` is of reruns; else null
public record LaunchRow(
        String id,
        int number,
        String round,
        int roundNumber,
        String question,
        Decision decision,
        String candidate,
        String candidateLabel,
        double value,
        @Nullable Double baseline,
        @Nullable Double gain,
        @Nullable String gainBasis,
        @Nullable Double searchGain,
        String rationale,
        Map<String, String> overrides,
        String actor,
        long position,
        Instant recordedAt,
        @Nullable Reverted reverted) {

    public record Reverted(String why, String actor, long position, Instant recordedAt) {}

    /// The decided launches, newest first.
    static List<LaunchRow> of(Book book, List<String> launches) {
        List<LaunchRow> rows = new ArrayList<>();
        for (String id : launches) {
            LaunchRow row = of(book, book.launch(id));
            if (row != null) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparingLong(LaunchRow::position).reversed());
        return rows;
    }

    static @Nullable LaunchRow of(Book book, Launch launch) {
        return switch (launch) {
            case Launch.Proposed p -> null;
            case Launch.Decided d -> row(book, d, null);
            case Launch.Reverted r ->
                    row(
                            book,
                            r.before(),
                            new Reverted(
                                    r.why(),
                                    r.at().actor(),
                                    r.at().position(),
                                    r.at().recordedAt()));
        };
    }

    private static LaunchRow row(Book book, Launch.Decided d, @Nullable Reverted reverted) {
        Round round = Objects.requireNonNull(book.round(d.facts().round()));
        Trial candidate = Objects.requireNonNull(book.trial(d.facts().candidate()));
        var evidence = d.decision().evidence();
        Double baseline = evidence.baseline();
        Stamp at = d.at();
        ShownGain gain = GainVerdict.of(book.projectOf(round).objective(), evidence).shown();
        return new LaunchRow(
                d.id(),
                d.facts().number(),
                round.id(),
                round.facts().number(),
                round.facts().goal().question(),
                d.decision().decision(),
                candidate.id(),
                "%s, trial %d".formatted(book.studyOf(candidate).label(), candidate.number()),
                evidence.value(),
                baseline,
                gain == null ? null : (Double) gain.value(),
                gain == null ? null : gain.basis(),
                gain == null ? null : gain.search(),
                d.decision().rationale(),
                d.decision().overrides(),
                at.actor(),
                at.position(),
                at.recordedAt(),
                reverted);
    }
}
