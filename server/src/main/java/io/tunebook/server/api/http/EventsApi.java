package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.EventDescriptions;
import io.tunebook.server.ledger.Ledger;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The routes of the log for audits: events, newest first, filtered and in pages.
final class EventsApi {
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_LIMIT = 100;

    private final Ledger ledger;
    private final Requests requests;

    EventsApi(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    /// @param payload as in the log; null for binary curves
    record Row(
            long position,
            String stream,
            long streamVersion,
            String type,
            int typeVersion,
            String actor,
            Instant recordedAt,
            UUID id,
            String hash,
            String summary,
            @Nullable Object payload) {}

    /// @param next the `before` of the next page; null on the last
    record Page(long position, List<Row> events, @Nullable Long next) {}

    record Types(Set<String> types) {}

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/events",
                this::events,
                Operation.of("events", "The log", "Events, the newest first")
                        .atAPosition()
                        .withQuery(
                                "stream",
                                String.class,
                                "The stream of the events.",
                                "round/digits-r1")
                        .withQuery(
                                "type",
                                String.class,
                                "The type of the events; see `/events/types`.",
                                "note-added")
                        .withQuery("actor", String.class, "The actor of the events.", "ada")
                        .withQuery(
                                "from",
                                java.time.Instant.class,
                                "The earliest time.",
                                "2026-01-31T12:00:00Z")
                        .withQuery(
                                "to",
                                java.time.Instant.class,
                                "The latest time.",
                                "2036-01-31T12:00:00Z")
                        .withQuery(
                                "before",
                                Long.class,
                                "The position before which the events are: the `next` of the previous page.",
                                "1000")
                        .withQuery(
                                "limit",
                                Long.class,
                                "The maximum of events, 1 to 1,000 (default: 100).",
                                "20")
                        .withResponse(Page.class));
        routes.get(
                "/api/v1/events/types",
                ctx -> Json.answer(ctx, new Types(Wire.names())),
                Operation.of("eventTypes", "The log", "The types of events")
                        .withResponse(Types.class));
    }

    private void events(Context ctx) {
        long position = requests.snapshot(ctx).position();
        Long requested = requests.number(ctx, "limit");
        int limit = requested == null ? DEFAULT_LIMIT : Math.clamp(requested, 1, MAX_LIMIT);
        Long before = requests.number(ctx, "before");
        long from = before == null ? position + 1 : Math.min(before, position + 1);
        EventFilter filter =
                new EventFilter(
                        requests.text(ctx, "stream"),
                        requests.text(ctx, "type"),
                        requests.text(ctx, "actor"),
                        requests.time(ctx, "from"),
                        requests.time(ctx, "to"));
        List<RecordedEvent> page = ledger.log().query(filter, from, limit);
        Json.answer(
                ctx,
                new Page(
                        position,
                        page.stream().map(EventsApi::row).toList(),
                        page.size() < limit ? null : Long.valueOf(page.getLast().position())));
    }

    private static Row row(RecordedEvent e) {
        Event event = Wire.decode(e.type(), e.typeVersion(), e.payload());
        return new Row(
                e.position(),
                e.stream(),
                e.streamVersion(),
                e.type(),
                e.typeVersion(),
                e.actor(),
                e.recordedAt(),
                e.id(),
                QueryApi.hex(e),
                EventDescriptions.of(event),
                Wire.binary(e.type()) ? null : Json.tree(e.payload()));
    }
}
