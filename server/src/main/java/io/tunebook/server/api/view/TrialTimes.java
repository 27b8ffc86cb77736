package io.tunebook.server.api.view;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Trial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a trial ran.
///
/// @param startedAt null when it was not started, or when its run was recorded without a time
/// @param endedAt null while it runs, or when its run was recorded without a time
public record TrialTimes(String trial, @Nullable Instant startedAt, @Nullable Instant endedAt) {

    static TrialTimes of(Book book, Trial trial) {
        Run run = book.tracked().run(trial.id());
        return run == null ? recorded(trial) : measured(trial, run);
    }

    /// The times of the trial's events.
    private static TrialTimes recorded(Trial trial) {
        Trial.Start start = trial.started();
        return new TrialTimes(
                trial.id(), start == null ? null : start.at().recordedAt(), end(trial));
    }

    /// The times that the run itself reported: it can be recorded long after it ended.
    private static TrialTimes measured(Trial trial, Run run) {
        Long end = run.endTime();
        return new TrialTimes(
                trial.id(), time(run.facts().startTime()), end == null ? null : time(end));
    }

    private static @Nullable Instant time(long millis) {
        return millis <= 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Instant end(Trial trial) {
        Stamp at =
                switch (trial) {
                    case Trial.Proposed t -> null;
                    case Trial.Running t -> null;
                    case Trial.Completed t -> t.at();
                    case Trial.Infeasible t -> t.at();
                    case Trial.Abandoned t -> t.at();
                };
        return at == null ? null : at.recordedAt();
    }
}
