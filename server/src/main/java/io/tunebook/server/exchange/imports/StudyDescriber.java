package io.tunebook.server.exchange.imports;

import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.ParameterInference;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Describes a study from its source (objective and space), with initial roles that people can
/// correct.
public final class StudyDescriber {
    private static final int MAX_ID = 60;
    private static final int MAX_TITLE = 200;

    private StudyDescriber() {}

    /// @return null when the source does not record enough, or no parameter varies
    public static @Nullable Description of(ParsedStudy study, Book book) {
        Objective objective = study.objective();
        if (objective == null) {
            return null;
        }
        List<Role.Assignment> roles =
                study.space().isEmpty() ? inferred(study, book) : recordedRoles(study);
        if (roles.stream().noneMatch(r -> r.role() == Role.SCIENTIFIC)) {
            return null;
        }
        String title = clipped(study.name().strip(), MAX_TITLE);
        return new Description(
                project(study, book),
                title,
                objective,
                new Goal(
                        Goal.Kind.UNDERSTANDING,
                        Goal.Phase.EXPLORATION,
                        "What does the imported study '%s' show?".formatted(title)),
                roles);
    }

    private static List<Role.Assignment> recordedRoles(ParsedStudy study) {
        List<Parameter> space = study.space();
        Parameter scientific = scientific(space);
        List<Role.Assignment> roles = new ArrayList<>();
        for (Parameter p : space) {
            boolean fixed = p.domain() instanceof Domain.Fixed;
            Role role = fixed ? Role.FIXED : p.equals(scientific) ? Role.SCIENTIFIC : Role.NUISANCE;
            String why = fixed ? "one value was tried" : "as the import read it";
            String note = study.notes().get(p.name());
            roles.add(new Role.Assignment(p, role, note == null ? why : why + ", " + note));
        }
        return roles;
    }

    /// The roles inferred from its runs, when the source has no space.
    private static List<Role.Assignment> inferred(ParsedStudy study, Book book) {
        Experiment known = book.tracked().experiment(study.id());
        if (known == null) {
            return List.of();
        }
        List<Run> runs =
                book.tracked().runsOf(known).stream().filter(run -> !run.deleted()).toList();
        return ParameterInference.params(runs).stream()
                .filter(i -> i.domain() != null)
                .map(ParameterInference::assignment)
                .toList();
    }

    /// The first choice that always exists, else the first range.
    private static @Nullable Parameter scientific(List<Parameter> space) {
        Parameter first = null;
        for (Parameter p : space) {
            if (p.when() == null && !(p.domain() instanceof Domain.Fixed)) {
                if (p.domain() instanceof Domain.Categorical) {
                    return p;
                }
                first = first == null ? p : first;
            }
        }
        return first;
    }

    private static String project(ParsedStudy study, Book book) {
        String id =
                clipped(
                        study.name()
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9]+", "-")
                                .replaceAll("^-|-$", ""),
                        MAX_ID);
        return id.isEmpty() || book.project(id) != null ? study.id() : id;
    }

    private static String clipped(String text, int most) {
        int end = Math.min(text.length(), most);
        // Half of a surrogate pair is no character.
        return text.substring(
                0,
                end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
                        ? end - 1
                        : end);
    }
}
