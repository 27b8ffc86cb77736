package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as read from its source.
///
/// @param id the same on every import of the run
/// @param startTime milliseconds since 1970, 0 when unknown
/// @param curves in the source's order, so that new measurements are at their ends
/// @param endTime milliseconds since 1970, null when unknown
/// @param why the reason of the end, may be empty
/// @param formerIds the ids that earlier versions gave to the run: one of them is the run in a log
///   that has it with the same params and the same first measurements
/// @param byName whether a run of the same name in the experiment is the run, unless their params
///   or starts differ
public record ParsedRun(
        String id,
        String name,
        String user,
        long startTime,
        Map<String, String> params,
        Map<String, String> tags,
        List<Measurements> curves,
        End end,
        @Nullable Long endTime,
        String why,
        List<String> formerIds,
        boolean byName) {
    /// The end of a run, if it ended; `UNSAID` when the source does not record it.
    public enum End {
        UNKNOWN,
        RUNNING,
        FINISHED,
        FAILED,
        KILLED
    }

    public ParsedRun {
        params = Map.copyOf(params);
        tags = Map.copyOf(tags);
        curves = List.copyOf(curves);
        formerIds = List.copyOf(formerIds);
    }

    ParsedRun(
            String id,
            String name,
            String user,
            long startTime,
            Map<String, String> params,
            Map<String, String> tags,
            List<Measurements> curves,
            End end,
            @Nullable Long endTime,
            String why) {
        this(id, name, user, startTime, params, tags, curves, end, endTime, why, List.of(), false);
    }

    ParsedRun formerly(List<String> ids) {
        return new ParsedRun(
                id, name, user, startTime, params, tags, curves, end, endTime, why, ids, byName);
    }

    ParsedRun withId(String other) {
        return new ParsedRun(
                other, name, user, startTime, params, tags, curves, end, endTime, why, List.of(),
                byName);
    }

    ParsedRun joinedByName() {
        return new ParsedRun(
                id, name, user, startTime, params, tags, curves, end, endTime, why, formerIds,
                true);
    }

    /// The number of values in its curves.
    public long points() {
        return curves.stream().mapToLong(Measurements::size).sum();
    }
}
