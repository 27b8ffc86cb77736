package io.tunebook.server.training.run;

import io.tunebook.server.model.Attempts;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;

/// The trials that ended together with an earlier server or an agent, before their first
/// checkpoint. Each was abandoned at the next start and its configuration tried again; a
/// configuration whose training crashes the process would do so at every start.
final class LostTrials {
    /// A configuration that was lost as often as this and is lost once more is infeasible.
    static final int MAX = 2;

    /// The recorded reasons, by which they are found.
    static final String REASON = "the server stopped during this trial";

    static final String AGENT_REASON = "the agent of this trial was lost";

    private LostTrials() {}

    /// How often the trial's configuration was lost before.
    static int before(Book book, Trial trial) {
        return (int)
                Attempts.earlier(book, trial).stream()
                        .filter(t -> t.why().equals(REASON) || t.why().equals(AGENT_REASON))
                        .count();
    }

    /// Why the configuration is infeasible.
    static String reason(int times) {
        return "its process ended %d times during the training of this configuration, before its first checkpoint: its training probably crashes the process or the driver"
                .formatted(times);
    }
}
