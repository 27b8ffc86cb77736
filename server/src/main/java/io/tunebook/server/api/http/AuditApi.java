package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.DecisionsPage;
import io.tunebook.server.api.view.SearchPage;
import io.tunebook.server.api.view.TrialHistoriesPage;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
import java.util.List;
import java.util.stream.Stream;

/// The routes that summarise the log for audits, and the search for what it names. They read the
/// model, and streams by their index: none scans the log.
final class AuditApi {
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_LIMIT = 100;
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int MAX_QUERY = 200;

    private final Ledger ledger;
    private final Requests requests;
    private final ResponseCache answers = new ResponseCache();

    AuditApi(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/decisions",
                this::decisions,
                paged(
                                Operation.of(
                                        "decisions",
                                        "The log",
                                        "The decisions of people, the newest first"))
                        .withDescription(
                                "Launches, holds, rejections, reverts, overrides of the checklist, acceptances of design warnings, recoveries of the log.")
                        .withResponse(DecisionsPage.class));
        routes.get(
                "/api/v1/trial-histories",
                this::trials,
                paged(
                                Operation.of(
                                        "trialHistories",
                                        "The log",
                                        "The events of each trial as one line"))
                        .withDescription("The trial that changed last is the first.")
                        .withResponse(TrialHistoriesPage.class));
        routes.get(
                "/api/v1/search",
                this::search,
                Operation.of("search", "The log", "Search projects, rounds, studies and trials")
                        .atAPosition()
                        .withRequiredQuery(
                                "q",
                                String.class,
                                "Words of a name, a question or an id; `trial 12` means the number of a trial. The answer has 20 hits at most.",
                                "digits")
                        .withResponse(SearchPage.class));
    }

    private static Operation paged(Operation operation) {
        return operation
                .atAPosition()
                .withQuery(
                        "before",
                        Long.class,
                        "The position before which the events are: the `next` of the previous page.",
                        "1000")
                .withQuery(
                        "limit",
                        Long.class,
                        "The maximum of rows, 1 to 1,000 (default: 100).",
                        "20");
    }

    private void decisions(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        answers.json(
                ctx,
                s.position(),
                () -> DecisionsPage.of(s.book(), logged(s), before(ctx), limit(ctx)));
    }

    private void trials(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        answers.json(
                ctx, s.position(), () -> TrialHistoriesPage.of(s.book(), before(ctx), limit(ctx)));
    }

    private void search(Context ctx) {
        String query = requests.text(ctx, "q");
        if (query == null) {
            throw Problem.malformed("'q' is missing: send ?q=WORDS");
        }
        if (query.length() > MAX_QUERY) {
            throw Problem.malformed(
                    "'q' has %,d characters, and the maximum is %,d: send fewer words"
                            .formatted(query.length(), MAX_QUERY));
        }
        Snapshot s = requests.snapshot(ctx);
        answers.json(ctx, s.position(), () -> SearchPage.of(s.book(), query));
    }

    private long before(Context ctx) {
        Long before = requests.number(ctx, "before");
        return before == null ? Long.MAX_VALUE : before;
    }

    private int limit(Context ctx) {
        Long limit = requests.number(ctx, "limit");
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }

    /// The acceptances of warnings in the rounds that have any, and the recoveries. A round keeps
    /// the last acceptance of each warning only, its stream all.
    private List<StampedEvent> logged(Snapshot s) {
        Stream<String> rounds =
                s.book().rounds().values().stream()
                        .filter(r -> !r.accepted().isEmpty())
                        .map(Round::id)
                        .map(id -> "round/" + id);
        return Stream.concat(rounds, Stream.of("log"))
                .flatMap(this::events)
                .filter(e -> e.position() <= s.position())
                .map(AuditApi::stamped)
                .filter(e -> DecisionsPage.isLogged(e.event()))
                .toList();
    }

    private Stream<RecordedEvent> events(String stream) {
        return Stream.iterate(
                        ledger.log().readStream(stream, 0, EVENTS_AT_ONCE),
                        page -> !page.isEmpty(),
                        page ->
                                ledger.log()
                                        .readStream(
                                                stream,
                                                page.getLast().streamVersion(),
                                                EVENTS_AT_ONCE))
                .flatMap(List::stream);
    }

    private static StampedEvent stamped(RecordedEvent e) {
        return new StampedEvent(
                Wire.decode(e.type(), e.typeVersion(), e.payload()),
                new Stamp(e.position(), e.recordedAt(), e.actor()));
    }
}
