package io.tunebook.events;

/// The names of streams: one stream per project, round, study, trial, launch, experiment, run and
/// model.
public final class Streams {
    private Streams() {}

    public static String of(Event event) {
        return switch (event) {
            case Event.OfProject e -> "project/" + e.project();
            case Event.OfRound e -> "round/" + e.round();
            case Event.OfStudy e -> "study/" + e.study();
            case Event.OfTrial e -> "trial/" + e.trial();
            case Event.OfLaunch e -> "launch/" + e.launch();
            case Event.OfExperiment e -> "experiment/" + e.experiment();
            case Event.OfRun e -> "run/" + e.run();
            case Event.OfModel e -> "model/" + e.model();
            case Event.NoteAdded e -> e.subject();
            case Event.SourceImported e -> "source/" + e.digest();
            case Event.LogRecovered e -> "log";
            case Event.FilesSwept e -> "log";
            case Event.EventsRecovered e -> "log/recovered";
        };
    }
}
