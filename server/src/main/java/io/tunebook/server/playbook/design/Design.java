package io.tunebook.server.playbook.design;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Goal;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.playbook.analysis.AboveChance;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The design of a round: its goal, the role of every hyperparameter, the studies planned so far.
///
/// @param baseline the live configuration, null when there is none
/// @param gate the unmet conditions of Bayesian search, a sentence each; empty when it is ready
///   (PB-41)
/// @param nearChance a sentence when no configuration of the project is better than chance yet
///   (PB-06); empty otherwise, or when nothing was compared with chance
public record Design(
        Goal goal,
        List<Role.Assignment> roles,
        List<Plan> studies,
        @Nullable Configuration baseline,
        List<String> gate,
        String nearChance) {
    public Design {
        roles = List.copyOf(roles);
        studies = List.copyOf(studies);
        gate = List.copyOf(gate);
    }

    /// A study before it has run.
    public record Plan(
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials) {
        static Plan of(Study study) {
            var facts = study.facts();
            return new Plan(
                    facts.name(),
                    facts.settings(),
                    facts.space(),
                    facts.algorithm(),
                    facts.trials());
        }
    }

    /// The round's design, without reruns of known configurations.
    public static Design of(Book book, Round round) {
        Project.Baseline baseline = book.projectOf(round).baseline();
        return new Design(
                round.facts().goal(),
                round.roles(),
                book.studiesOf(round).stream().filter(s -> !s.isRerun()).map(Plan::of).toList(),
                baseline == null ? null : baseline.configuration(),
                BayesianReadiness.of(book, book.projectOf(round)).closedBy(),
                nearChance(book, book.projectOf(round)));
    }

    /// A design whose round is not open yet.
    public static Design of(
            Book book,
            Project project,
            Goal goal,
            List<Role.Assignment> roles,
            List<Plan> studies) {
        Project.Baseline baseline = project.baseline();
        return new Design(
                goal,
                roles,
                studies,
                baseline == null ? null : baseline.configuration(),
                BayesianReadiness.of(book, project).closedBy(),
                nearChance(book, project));
    }

    private static String nearChance(Book book, Project project) {
        List<Finding> found =
                book.roundsOf(project).stream()
                        .flatMap(round -> Sample.of(book, round).stream())
                        .flatMap(sample -> AboveChance.of(sample).stream())
                        .toList();
        boolean learns = found.stream().anyMatch(f -> f.verdict() == Finding.Verdict.FINE);
        return found.isEmpty() || learns ? "" : found.getLast().sentence();
    }

    /// The assignments with this role.
    List<Role.Assignment> in(Role role) {
        return roles.stream().filter(a -> a.role() == role).toList();
    }
}
