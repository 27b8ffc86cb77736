package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.tunebook.events.Event;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server-sent events: every event of the log with its position as the id, so that a browser that
/// was cut off goes on where it stopped.
final class LiveStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    static final String PATH = "/api/v1/events/stream";
    private static final int HEARTBEAT_SECONDS = 10;

    /// Beyond these, who comes is told to come again.
    static final int MAX_CLIENTS = 2_048;

    private static final int REMEMBERED = 1_024;
    private static final int RETRY_SECONDS = 5;

    /// Who does not take what was written for so long is cut off.
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final Requests requests;
    private final long patience;
    private final int most;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final LongAdder cut = new LongAdder();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sse-clock").factory());
    private final AtomicReferenceArray<@Nullable EncodedNotice> recent =
            new AtomicReferenceArray<>(REMEMBERED);
    private volatile boolean closed;

    LiveStream(Ledger ledger, Requests requests) {
        this(ledger, requests, TIMEOUT, MAX_CLIENTS);
    }

    /// @param patience how long a subscriber may leave a write waiting
    /// @param most who may follow at a time
    LiveStream(Ledger ledger, Requests requests, Duration patience, int most) {
        this.ledger = ledger;
        this.requests = requests;
        this.patience = patience.toNanos();
        this.most = most;
        long look = Math.max(1, patience.toMillis() / 5);
        var _ =
                clock.scheduleAtFixedRate(
                        this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        var _ = clock.scheduleAtFixedRate(this::cutTheStuck, look, look, TimeUnit.MILLISECONDS);
    }

    /// How many were cut off because they did not read.
    long cutOff() {
        return cut.sum();
    }

    /// Each on a thread of its own: the clock waits for none of them.
    private void beat() {
        clients.forEach(client -> Thread.startVirtualThread(client::beat));
    }

    private void cutTheStuck() {
        long now = System.nanoTime();
        clients.stream().filter(c -> c.isStuck(now, patience)).toList().forEach(this::cutOff);
    }

    private void cutOff(LiveClient client) {
        if (clients.remove(client)) {
            cut.increment();
            LOG.info("a subscriber does not read what it is sent, and was cut off");
            client.cut();
        }
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
        routes.before(PATH, this::admit);
        routes.sse(
                PATH,
                this::connect,
                Operation.of("followEvents", "The log", "Every event as it happens")
                        .withDescription(
                                "Server-sent events, to be asked for with `Accept: text/event-stream`: `log` with a notice and the position as its id, then `caught-up`. Goes on after `Last-Event-ID`.")
                        .withQuery(
                                "after",
                                Long.class,
                                "Begin after this position; with what is new when it is left out.",
                                "0")
                        .withResponseContent("text/event-stream"));
    }

    private void admit(Context ctx) {
        if (closed || clients.size() >= most) {
            throw Problem.overloaded(
                    ctx,
                    closed
                            ? "the server is being stopped: come again when it is back"
                            : "%,d follow the log already: try again later".formatted(most),
                    RETRY_SECONDS);
        }
    }

    private void connect(SseClient sse) {
        long after = after(sse);
        sse.keepAlive();
        sse.ctx().header("Cache-Control", "no-store");
        LiveClient client = new LiveClient(sse);
        if (!client.open()) {
            return;
        }
        clients.add(client);
        Subscription subscription = ledger.follow(after, new ClientSubscriber(client));
        sse.onClose(() -> {
            clients.remove(client);
            subscription.close();
        });
        if (closed) {
            client.end();
        } else if (sse.terminated()) {
            clients.remove(client);
            subscription.close();
        }
    }

    /// Hands on the log to one client, on the subscription's own thread.
    private final class ClientSubscriber implements Subscriber {
        private final LiveClient client;

        ClientSubscriber(LiveClient client) {
            this.client = client;
        }

        @Override
        public void onEvent(RecordedEvent event) {
            client.send("log", text(event), event.position());
        }

        @Override
        public void onCaughtUp(long position) {
            client.send("caught-up", Json.write(new CaughtUp(position)));
        }

        @Override
        public void onError(RuntimeException error) {
            clients.remove(client);
            client.end();
        }
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

    /// A notice in JSON; made once for all who hear it within a while.
    private String text(RecordedEvent event) {
        int slot = (int) (event.position() % REMEMBERED);
        EncodedNotice told = recent.get(slot);
        if (told == null || told.position() != event.position()) {
            told = new EncodedNotice(event.position(), Json.write(notice(event)));
            recent.set(slot, told);
        }
        return told.text();
    }

    private record EncodedNotice(long position, String text) {}

    private Notice notice(RecordedEvent recorded) {
        Event event = ledger.decode(recorded);
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

    /// Ends every stream, each with a word on when to come again; waits for nobody who does not
    /// read.
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        // Together: each may take a moment.
        List<Thread> ending = clients.stream().map(c -> Thread.startVirtualThread(c::end)).toList();
        try {
            for (Thread each : ending) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
