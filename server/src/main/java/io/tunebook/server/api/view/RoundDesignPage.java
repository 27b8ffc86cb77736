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

/// A round's design before and while it runs: what speaks against it, what it spends its budget on
/// (PB-21), and whether Bayesian search may come next (PB-41).
public record RoundDesignPage(
        long position, List<WarningPart> warnings, Budget budget, BayesianReadiness gate) {
    /// @param accepted null while nobody has accepted it
    public record WarningPart(
            String id,
            Warning.Severity severity,
            String rule,
            String subject,
            String sentence,
            String next,
            @Nullable AcceptedPart accepted) {}

    public record AcceptedPart(String why, String actor, long position, Instant recordedAt) {}

    /// @param workers how many trials train at once
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
