package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.List;
import java.util.Map;

/// How a run of a source is recognised in the log, besides its id.
///
/// @param formerIds the ids that earlier versions gave to the run: one of them is the run in a log
///   that has it with the same params and the same first measurements
/// @param byName whether a run of the same name in the experiment is the run, unless their params
///   or starts differ
/// @param appendOnly whether the source only appends: a run of the log with the same id and other
///   values at the same steps is another run
/// @param discarded the measurements by metric that the source had before a restart
public record RunIdentity(
        List<String> formerIds,
        boolean byName,
        boolean appendOnly,
        Map<String, Measurements> discarded) {
    static final RunIdentity BY_ID = new RunIdentity(List.of(), false, false, Map.of());

    public RunIdentity {
        formerIds = List.copyOf(formerIds);
        discarded = Map.copyOf(discarded);
    }

    RunIdentity formerly(List<String> ids) {
        return new RunIdentity(ids, byName, appendOnly, discarded);
    }
}
