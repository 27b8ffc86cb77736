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
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server-sent events: every event of the log, with its position as the id, so that a browser that
/// was disconnected continues where it stopped.
final class LiveStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    static final String PATH = "/api/v1/events/stream";
    private static final int HEARTBEAT_SECONDS = 10;

    /// The longest time that a stream continues after its token was revoked.
    private static final int VALIDITY_SECONDS = 1;

    /// Further clients are refused with `Retry-After`.
    static final int MAX_CLIENTS = 2_048;

    /// The share of an address of another machine.
    static final int MAX_CLIENTS_BY_ADDRESS = 1_536;

    private static final int MAX_RECENT = 1_024;
    private static final int RETRY_SECONDS = 5;

    /// A client whose write takes longer is disconnected.
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final Requests requests;
    private final long timeout;
    private final Access access;
    private final SharedLimit limit;
    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final LongAdder cut = new LongAdder();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sse-clock").factory());
    private final AtomicReferenceArray<@Nullable EncodedNotice> recent =
            new AtomicReferenceArray<>(MAX_RECENT);
    private volatile boolean closed;

    LiveStream(Ledger ledger, Requests requests, Access access) {
        this(
                ledger,
                requests,
                access,
                TIMEOUT,
                new SharedLimit(MAX_CLIENTS, MAX_CLIENTS_BY_ADDRESS));
    }

    /// @param timeout the longest time of a write to a client
    /// @param limit the maximum of clients
    LiveStream(
            Ledger ledger, Requests requests, Access access, Duration timeout, SharedLimit limit) {
        this.ledger = ledger;
        this.requests = requests;
        this.timeout = timeout.toNanos();
        this.access = access;
        this.limit = limit;
        long period = Math.max(1, timeout.toMillis() / 5);
        var _ =
                clock.scheduleAtFixedRate(
                        this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        var _ =
                clock.scheduleAtFixedRate(
                        this::endInvalid, VALIDITY_SECONDS, VALIDITY_SECONDS, TimeUnit.SECONDS);
        var _ =
                clock.scheduleAtFixedRate(
                        this::disconnectStuck, period, period, TimeUnit.MILLISECONDS);
    }

    /// The number of clients that were disconnected because they did not read.
    long disconnected() {
        return cut.sum();
    }

    /// Each on its own thread, so that the clock does not wait for a client.
    private void beat() {
        clients.forEach(client -> Thread.startVirtualThread(client::beat));
    }

    /// Ends the streams whose token was revoked or has expired.
    private void endInvalid() {
        clients.stream().filter(c -> !c.isValid()).toList().forEach(this::endInvalid);
    }

    private void endInvalid(LiveClient client) {
        if (clients.remove(client)) {
            LOG.info("the token of a subscriber is no longer valid: its stream ends");
            Thread.startVirtualThread(client::end);
        }
    }

    private void disconnectStuck() {
        long now = System.nanoTime();
        clients.stream().filter(c -> c.isStuck(now, timeout)).toList().forEach(this::disconnected);
    }

    private void disconnected(LiveClient client) {
        if (clients.remove(client)) {
            cut.increment();
            LOG.info("a subscriber did not read in time and was disconnected");
            client.cut();
        }
    }

    /// The number of clients.
    int subscribers() {
        return clients.size();
    }

    /// The subject of an event, by which a page decides whether to reload.
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
        // After the check of the token: who is refused takes no place.
        routes.beforeMatched(PATH, this::admit);
        routes.sse(
                PATH,
                this::connect,
                Operation.of("followEvents", "The log", "Every event when it is appended")
                        .withDescription(
                                "Server-sent events, for requests with `Accept: text/event-stream`: `log` with a notice and the position as its id, then `caught-up`. Continues after `Last-Event-ID`.")
                        .withQuery(
                                "after",
                                Long.class,
                                "The position after which to begin (default: the head).",
                                "0")
                        .withResponseContent("text/event-stream"));
    }

    private void admit(Context ctx) {
        if (closed) {
            throw Problem.overloaded(
                    ctx,
                    "the server is stopping: retry after %d s".formatted(RETRY_SECONDS),
                    RETRY_SECONDS);
        }
        String address = access.address(ctx);
        String full = limit.enter(address);
        if (full != null) {
            throw Problem.overloaded(
                    ctx,
                    "the server is overloaded with %s: retry after %d s"
                            .formatted(full, RETRY_SECONDS),
                    RETRY_SECONDS);
        }
        // On completion, however it ends: the place is taken before the client is known.
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()),
                failure -> limit.leave(address));
    }

    private void connect(SseClient sse) {
        long after = after(sse);
        sse.keepAlive();
        sse.ctx().header("Cache-Control", "no-store");
        // nginx would buffer the stream.
        sse.ctx().header("X-Accel-Buffering", "no");
        LiveClient client = new LiveClient(sse, access.validity(sse.ctx()));
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

    /// Sends the log to one client, on the subscription's thread.
    private final class ClientSubscriber implements Subscriber {
        private final LiveClient client;

        ClientSubscriber(LiveClient client) {
            this.client = client;
        }

        @Override
        public void onEvent(RecordedEvent event) {
            client.send("log", encoded(event), event.position());
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
        Long requested =
                last == null ? requests.number(client.ctx(), "after") : Long.valueOf(number(last));
        long head = ledger.log().head().position();
        return requested == null ? head : Math.clamp(requested, 0, head);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.malformed("Last-Event-ID must be a position, not '%s'".formatted(text));
        }
    }

    /// A notice in JSON, encoded once for all clients while it is recent.
    private String encoded(RecordedEvent event) {
        int slot = (int) (event.position() % MAX_RECENT);
        EncodedNotice notice = recent.get(slot);
        if (notice == null || notice.position() != event.position()) {
            notice = new EncodedNotice(event.position(), Json.write(notice(event)));
            recent.set(slot, notice);
        }
        return notice.text();
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
            case Event.OfModel e -> {
                var model = book.tracked().models().get(e.model());
                trial = model == null ? null : model.facts().run();
            }
            case Event.NoteAdded e -> {
                if (e.subject().startsWith("round/")) {
                    round = e.subject().substring("round/".length());
                } else if (e.subject().startsWith("trial/")) {
                    trial = e.subject().substring("trial/".length());
                }
            }
            case Event.SourceImported e -> {}
            case Event.LogRecovered e -> {}
            case Event.FilesSwept e -> {}
            case Event.EventsRecovered e -> {}
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

    /// Ends every stream with the reconnection time; does not wait for clients that do not read.
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        // In parallel: each can take [LiveClient#LOCK_TIMEOUT_MILLIS].
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
