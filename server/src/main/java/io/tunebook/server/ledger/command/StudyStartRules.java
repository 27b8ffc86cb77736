package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.Decision.against;

import io.tunebook.events.Algorithm.Kind;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import io.tunebook.server.playbook.design.Warning;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What has to be right before a study may start: our own trainer reports the objective, and the
/// design has no error that nobody has accepted with a reason.
record StudyStartRules(Book book, Study study) {
    /// The kinds whose trials follow a design of ours, rather than repeat or tell what was trained.
    private static final Set<Kind> DESIGNED =
            EnumSet.of(Kind.HALTON, Kind.SOBOL, Kind.RANDOM, Kind.GRID, Kind.LIST, Kind.BAYESIAN);

    /// Why it cannot start; null when it can.
    Decision.@Nullable Rejected objection() {
        Round round = book.roundOf(study);
        // Refused when it is created; but an older log may hold such a study.
        Decision.Rejected unreported =
                ObjectiveSupport.objection(
                        book.projectOf(round).facts().objective(), study.facts().trainer());
        if (unreported != null) {
            return unreported;
        }
        Optional<Warning> error =
                DESIGNED.contains(study.facts().algorithm().kind())
                        ? error(round)
                        : Optional.empty();
        return error.map(e ->
                        against(
                                e.rule(),
                                "%s %s Or accept '%s' with a reason."
                                        .formatted(e.sentence(), e.next(), e.id())))
                .orElse(null);
    }

    /// The first error that speaks of the round or of this study and that nobody has accepted.
    private Optional<Warning> error(Round round) {
        Set<String> others =
                book.studiesOf(round).stream()
                        .filter(s -> !s.id().equals(study.id()))
                        .map(s -> s.facts().name())
                        .filter(name -> !name.equals(study.facts().name()))
                        .collect(java.util.stream.Collectors.toSet());
        return Lint.of(Design.of(book, round)).stream()
                .filter(w -> w.severity() == Warning.Severity.ERROR)
                .filter(w -> !round.accepted().containsKey(w.id()))
                .filter(w -> !others.contains(w.subject()))
                .findFirst();
    }
}
