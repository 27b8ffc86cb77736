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
        String why) {
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
    }

    /// The number of values in its curves.
    public long points() {
        return curves.stream().mapToLong(Measurements::size).sum();
    }
}
