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
/// @param identity how it is recognised in the log
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
        RunIdentity identity) {
    /// The end of a run, if it ended; `UNKNOWN` when the source does not record it.
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
        this(id, name, user, startTime, params, tags, curves, end, endTime, why, RunIdentity.BY_ID);
    }

    ParsedRun formerly(List<String> ids) {
        return with(id, identity.formerly(ids));
    }

    ParsedRun joinedByName() {
        return with(
                id,
                new RunIdentity(
                        identity.formerIds(), true, identity.appendOnly(), identity.discarded()));
    }

    /// @param discarded the measurements that the source had before a restart
    ParsedRun appendOnly(Map<String, Measurements> discarded) {
        return with(id, new RunIdentity(identity.formerIds(), identity.byName(), true, discarded));
    }

    ParsedRun withId(String other) {
        return with(other, identity.formerly(List.of()));
    }

    ParsedRun with(
            Map<String, String> otherParams,
            Map<String, String> otherTags,
            List<Measurements> otherCurves) {
        return new ParsedRun(
                id,
                name,
                user,
                startTime,
                otherParams,
                otherTags,
                otherCurves,
                end,
                endTime,
                why,
                identity);
    }

    private ParsedRun with(String newId, RunIdentity other) {
        return new ParsedRun(
                newId, name, user, startTime, params, tags, curves, end, endTime, why, other);
    }

    /// The number of values in its curves.
    public long points() {
        return curves.stream().mapToLong(Measurements::size).sum();
    }
}
