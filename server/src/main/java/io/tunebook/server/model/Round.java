package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event.ChecklistAnswered;
import io.tunebook.events.Event.RoundOpened;
import io.tunebook.events.Event.WarningAccepted;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// One cycle of goal, design, runs, findings and launch decision.
///
/// @param answers the last answer to each of the checklist's questions
/// @param accepted the last acceptance of each design warning, by warning
/// @param conclusion the conclusion, null while the round is open
public record Round(
        RoundOpened facts,
        Stamp opened,
        List<Role.Assignment> roles,
        PVector<String> studies,
        PMap<String, Answer> answers,
        PVector<String> launches,
        PVector<Note> notes,
        PMap<String, Acceptance> accepted,
        @Nullable String conclusion) {
    public record Acceptance(WarningAccepted facts, Stamp at) {}

    public record Answer(ChecklistAnswered facts, Stamp at) {}

    public record Note(String text, Stamp at) {}

    /// The caveat of a fixed hyperparameter on the round's conclusions (PB-14).
    public record Caveat(String parameter, Value value, String why) {}

    /// One caveat for each fixed hyperparameter, in the order of the roles.
    public List<Caveat> caveats() {
        List<Caveat> caveats = new ArrayList<>();
        for (Role.Assignment a : roles) {
            if (a.parameter().domain() instanceof Domain.Fixed(Value value)) {
                caveats.add(new Caveat(a.parameter().key(), value, a.why()));
            }
        }
        return caveats;
    }

    /// The caveats on a configuration: of the hyperparameters that exist in it (PB-16). A parent
    /// without a value in the configuration is looked up among the fixed ones.
    public List<Caveat> caveats(Configuration configuration) {
        Configuration whole = fixed().with(configuration);
        Set<String> existing =
                roles.stream()
                        .map(Role.Assignment::parameter)
                        .filter(p -> SearchSpace.exists(p, whole))
                        .map(Parameter::key)
                        .collect(Collectors.toSet());
        return caveats().stream().filter(c -> existing.contains(c.parameter())).toList();
    }

    /// The values of the fixed hyperparameters without a condition.
    private Configuration fixed() {
        Map<String, Value> values = new TreeMap<>();
        for (Role.Assignment a : roles) {
            if (a.parameter().when() == null
                    && a.parameter().domain() instanceof Domain.Fixed(Value value)) {
                values.put(a.parameter().name(), value);
            }
        }
        return new Configuration(values);
    }

    static Round of(RoundOpened facts, Stamp opened) {
        return new Round(
                facts,
                opened,
                List.of(),
                TreePVector.empty(),
                HashTreePMap.empty(),
                TreePVector.empty(),
                TreePVector.empty(),
                HashTreePMap.empty(),
                null);
    }

    public String id() {
        return facts.round();
    }

    public boolean open() {
        return conclusion == null;
    }

    Round withRoles(List<Role.Assignment> next) {
        return new Round(
                facts, opened, next, studies, answers, launches, notes, accepted, conclusion);
    }

    Round withStudy(String study) {
        return new Round(
                facts,
                opened,
                roles,
                studies.plus(study),
                answers,
                launches,
                notes,
                accepted,
                conclusion);
    }

    Round withLaunch(String launch) {
        return new Round(
                facts,
                opened,
                roles,
                studies,
                answers,
                launches.plus(launch),
                notes,
                accepted,
                conclusion);
    }

    Round withAnswer(Answer answer) {
        return new Round(
                facts,
                opened,
                roles,
                studies,
                answers.plus(answer.facts().question(), answer),
                launches,
                notes,
                accepted,
                conclusion);
    }

    Round withAcceptance(Acceptance acceptance) {
        return new Round(
                facts,
                opened,
                roles,
                studies,
                answers,
                launches,
                notes,
                accepted.plus(acceptance.facts().warning(), acceptance),
                conclusion);
    }

    Round withNote(Note note) {
        return new Round(
                facts,
                opened,
                roles,
                studies,
                answers,
                launches,
                notes.plus(note),
                accepted,
                conclusion);
    }

    Round closed(String words) {
        return new Round(facts, opened, roles, studies, answers, launches, notes, accepted, words);
    }
}
