package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;

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

/// The conditions for starting a study: Tunebook's own trainer reports the objective, and every
/// design error has been accepted with a reason.
record StudyStartRules(Book book, Study study) {
    /// The algorithms with a new design, as opposed to reruns and tracked runs.
    private static final Set<Kind> DESIGNED =
            EnumSet.of(Kind.HALTON, Kind.SOBOL, Kind.RANDOM, Kind.GRID, Kind.LIST, Kind.BAYESIAN);

    /// Why the study cannot start; null when it can.
    CommandDecision.@Nullable Rejected objection() {
        Round round = book.roundOf(study);
        // Rejected when a study is created, but an older log may have such a study.
        CommandDecision.Rejected unreported =
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
                        rejected(
                                e.rule(),
                                "%s %s Or accept '%s' with a reason."
                                        .formatted(e.sentence(), e.next(), e.id())))
                .orElse(null);
    }

    /// The first unaccepted error that concerns the round or this study.
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
