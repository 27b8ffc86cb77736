package io.tunebook.server;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Reproduction;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The reruns of a candidate and of the baseline in an [EventStory].
public final class RerunStory {
    private final EventStory story;
    private final String study;
    private final Configuration candidate;
    private final Configuration baseline;
    private int number;

    /// @param trial the candidate
    public RerunStory(EventStory story, String study, String trial) {
        this.story = story;
        this.study = study;
        var book = story.snapshot().book();
        this.candidate = Objects.requireNonNull(book.trial(trial)).configuration();
        this.baseline =
                Objects.requireNonNull(Objects.requireNonNull(book.project("p")).baseline())
                        .configuration();
        story.then(
                new Event.StudyCreated(
                        study,
                        "p-r1",
                        "Reruns of " + trial,
                        Configuration.EMPTY,
                        EventStory.SPACE,
                        new Algorithm(Algorithm.Kind.RERUN, 9, List.of(candidate, baseline)),
                        20,
                        new Reproduction("c", "v", "d", "00")));
        story.then(new Event.StudyStarted(study));
    }

    /// Reruns of the candidate.
    ///
    /// @param values the objectives; NaN for a rerun that diverges
    public RerunStory reruns(double... values) {
        return of(candidate, values);
    }

    /// Reruns of the baseline.
    public RerunStory ofBaseline(double... values) {
        return of(baseline, values);
    }

    private RerunStory of(Configuration c, double... values) {
        for (double value : values) {
            String id = study + "-t" + number;
            story.then(new Event.TrialProposed(id, study, number, c));
            story.then(new Event.TrialStarted(id, "cpu", "test", number));
            story.then(
                    Double.isNaN(value)
                            ? new Event.TrialInfeasible(id, "the loss is NaN", 3L)
                            : new Event.TrialCompleted(id, value, 1, 1, 1, Map.of()));
            number++;
        }
        return this;
    }
}
