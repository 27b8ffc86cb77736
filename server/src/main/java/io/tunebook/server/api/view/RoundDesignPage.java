package io.tunebook.server.api.view;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.playbook.design.BayesianReadiness;
import io.tunebook.server.playbook.design.Budget;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import io.tunebook.server.playbook.design.Warning;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The design check of a round before and while it runs: warnings, budget (PB-21), and whether it
/// is ready for Bayesian search (PB-41).
public record RoundDesignPage(
        long position, List<WarningPart> warnings, Budget budget, BayesianReadiness gate) {
    /// @param accepted null while the warning is not accepted
    public record WarningPart(
            String id,
            Warning.Severity severity,
            String rule,
            String subject,
            String sentence,
            String next,
            @Nullable AcceptedPart accepted) {}

    public record AcceptedPart(String why, String actor, long position, Instant recordedAt) {}

    /// @param workers the number of trials that train at once
    public static RoundDesignPage of(Book book, Round round, int workers) {
        return new RoundDesignPage(
                book.position(),
                Lint.of(Design.of(book, round)).stream().map(w -> part(w, round)).toList(),
                Budget.of(book, round, workers),
                BayesianReadiness.of(book, book.projectOf(round)));
    }

    private static WarningPart part(Warning w, Round round) {
        Round.Acceptance a = round.accepted().get(w.id());
        return new WarningPart(
                w.id(),
                w.severity(),
                w.rule(),
                w.subject(),
                w.sentence(),
                w.next(),
                a == null
                        ? null
                        : new AcceptedPart(
                                a.facts().why(),
                                a.at().actor(),
                                a.at().position(),
                                a.at().recordedAt()));
    }
}
