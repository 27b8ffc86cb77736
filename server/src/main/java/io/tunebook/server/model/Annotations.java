package io.tunebook.server.model;

import io.tunebook.events.Event.Mark;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// The annotations of people: marks, tags and notes of trials, and saved views of studies.
///
/// @param byTrial by trial, for those that have or had some
/// @param views the query of each saved view, by study and name
public record Annotations(PMap<String, OfTrial> byTrial, PMap<String, PMap<String, String>> views) {
    static final Annotations EMPTY = new Annotations(HashTreePMap.empty(), HashTreePMap.empty());

    /// The annotations of a trial.
    public record OfTrial(PSet<Mark> marks, PVector<String> tags, PVector<Round.Note> notes) {
        static final OfTrial NONE =
                new OfTrial(HashTreePSet.empty(), TreePVector.empty(), TreePVector.empty());

        OfTrial marked(Mark mark, boolean set) {
            return new OfTrial(set ? marks.plus(mark) : marks.minus(mark), tags, notes);
        }

        OfTrial tagged(List<String> next) {
            return new OfTrial(marks, TreePVector.from(next), notes);
        }

        OfTrial noted(Round.Note note) {
            return new OfTrial(marks, tags, notes.plus(note));
        }
    }

    public OfTrial of(Trial trial) {
        return of(trial.id());
    }

    OfTrial of(String trial) {
        return byTrial.getOrDefault(trial, OfTrial.NONE);
    }

    /// The queries of the study's saved views, by name.
    public PMap<String, String> viewsOf(Study study) {
        return views.getOrDefault(study.id(), HashTreePMap.empty());
    }

    Annotations with(String trial, OfTrial next) {
        return new Annotations(byTrial.plus(trial, next), views);
    }

    Annotations withView(Study study, String name, String query) {
        return new Annotations(byTrial, views.plus(study.id(), viewsOf(study).plus(name, query)));
    }

    Annotations withoutView(Study study, String name) {
        return new Annotations(byTrial, views.plus(study.id(), viewsOf(study).minus(name)));
    }
}
