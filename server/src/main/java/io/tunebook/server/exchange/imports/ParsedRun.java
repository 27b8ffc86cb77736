package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as its source has it.
///
/// @param id the same whenever the same run is read
/// @param startTime milliseconds since 1970, 0 where nobody knows
/// @param curves in the order in which the source has them, so that what is new stands at their
///   ends
/// @param endTime milliseconds since 1970, null where nobody knows
/// @param why it ended as it did, may be empty
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
    /// How a run ended, if it did; unsaid where its source knows nothing of it.
    public enum End {
        UNSAID,
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

    /// How many values its curves have.
    public long points() {
        return curves.stream().mapToLong(Measurements::size).sum();
    }
}
