package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.sse.SseClient;
import io.tunebook.events.Event;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.book.Book;
import io.tunebook.server.ledger.Ledger;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Server-sent events: every event of the log with its position as the id, so that a browser that
/// was cut off goes on where it stopped.
final class LiveStream implements AutoCloseable {
    private static final int HEARTBEAT_SECONDS = 10;

    private final Ledger ledger;
    private final Requests requests;
    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService heartbeat =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sse-heartbeat").factory());

    LiveStream(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
        var _ =
                heartbeat.scheduleAtFixedRate(
                        () -> clients.forEach(c -> c.sendEvent("heartbeat", "{}")),
                        HEARTBEAT_SECONDS,
                        HEARTBEAT_SECONDS,
                        TimeUnit.SECONDS);
    }

    /// How many follow the log now.
    int subscribers() {
        return clients.size();
    }

    /// What an event is about, so that a page knows whether to fetch anew.
    record Notice(
            long position,
            String stream,
            String type,
            @Nullable String project,
            @Nullable String round,
            @Nullable String study,
            @Nullable String trial) {}

    record CaughtUp(long position) {}

    void routes(RoutesConfig routes) {
        routes.sse("/api/v1/events/stream", this::connect);
    }

    private void connect(SseClient client) {
        long after = after(client);
        client.keepAlive();
        client.ctx().header("Cache-Control", "no-store");
        clients.add(client);
        Subscription subscription =
                ledger.follow(
                        after,
                        new Subscriber() {
                            @Override
                            public void onEvent(RecordedEvent event) {
                                client.sendEvent(
                                        "log",
                                        Json.write(notice(event)),
                                        Long.toString(event.position()));
                            }

                            @Override
                            public void onCaughtUp(long position) {
                                client.sendEvent("caught-up", Json.write(new CaughtUp(position)));
                            }

                            @Override
                            public void onError(RuntimeException error) {
                                clients.remove(client);
                                client.close();
                            }
                        });
        client.onClose(() -> {
            clients.remove(client);
            subscription.close();
        });
    }

    private long after(SseClient client) {
        String last = client.ctx().header("Last-Event-ID");
        Long asked =
                last == null ? requests.number(client.ctx(), "after") : Long.valueOf(number(last));
        long head = ledger.log().head().position();
        return asked == null ? head : Math.clamp(asked, 0, head);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.malformed("Last-Event-ID is a position, not '%s'".formatted(text));
        }
    }

    private Notice notice(RecordedEvent recorded) {
        Event event = Wire.decode(recorded.type(), recorded.typeVersion(), recorded.payload());
        Book book = ledger.now().book();
        String project = null;
        String round = null;
        String study = null;
        String trial = null;
        switch (event) {
            case Event.OfProject e -> project = e.project();
            case Event.OfRound e -> round = e.round();
            case Event.OfStudy e -> study = e.study();
            case Event.OfTrial e -> trial = e.trial();
            case Event.LaunchProposed e -> round = e.round();
            case Event.OfLaunch e -> {
                var launch = book.launches().get(e.launch());
                round = launch == null ? null : launch.facts().round();
            }
            case Event.OfExperiment e -> {
                var experiment = book.tracked().experiment(e.experiment());
                study = experiment == null ? null : experiment.study();
            }
            case Event.OfRun e -> trial = e.run();
            case Event.NoteAdded e -> {
                if (e.subject().startsWith("round/")) {
                    round = e.subject().substring("round/".length());
                }
            }
            case Event.SourceImported e -> {}
            case Event.LogRecovered e -> {}
        }
        var t = trial == null ? null : book.trial(trial);
        study = t == null ? study : t.spec().study();
        var s = study == null ? null : book.study(study);
        round = s == null ? round : s.facts().round();
        var r = round == null ? null : book.round(round);
        project = r == null ? project : r.facts().project();
        return new Notice(
                recorded.position(),
                recorded.stream(),
                recorded.type(),
                project,
                round,
                study,
                trial);
    }

    @Override
    public void close() {
        heartbeat.shutdownNow();
        clients.forEach(SseClient::close);
    }
}
