package io.tunebook.server.ledger;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tunebook.events.Event;
import io.tunebook.events.Streams;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.DecodedEvents.Decided;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.Decide;
import io.tunebook.server.ledger.command.Decision;
import io.tunebook.server.ledger.snapshot.SnapshotCache;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Takes commands, decides them on the state of the moment, and appends what they make true.
///
/// Commands of the same key are decided one after another, each on a state that holds what the one
/// before it appended; those of other keys run beside them and share the log's groups. Thread-safe.
public final class Ledger implements AutoCloseable {
    private final EventLog log;
    private final Clock clock;
    private final EventIds ids;
    private final Projector projector;

    /// One lock a key, for as long as a command holds it.
    private final LoadingCache<String, ReentrantLock> locks =
            Caffeine.newBuilder().weakValues().build(_ -> new ReentrantLock());

    private final DecodedEvents decodedEvents = new DecodedEvents();
    private final StudyFinisher studyFinisher;
    private final AtomicBoolean processesStarted = new AtomicBoolean();
    private volatile LongConsumer appendTimes = nanos -> {};

    /// Reads the whole log before it returns.
    public Ledger(EventLog log, Clock clock) {
        this(log, clock, SnapshotCache.NONE);
    }

    /// Reads what the cache does not have of the log before it returns.
    ///
    /// @param cache kept up to date, and closed with the ledger
    public Ledger(EventLog log, Clock clock, SnapshotCache cache) {
        this.log = log;
        this.clock = clock;
        this.ids = new EventIds(clock);
        this.projector = new Projector(log, cache, decodedEvents);
        this.studyFinisher = new StudyFinisher(this);
    }

    /// @param positions where the events stand; that of the moment when nothing had to be appended
    /// @param events what became true
    public record Performed(List<Long> positions, List<Event> events) {
        public long position() {
            return positions.getLast();
        }
    }

    public EventLog log() {
        return log;
    }

    /// Tells of every append how many nanoseconds it took until it was durable and known.
    public void measureAppends(LongConsumer nanoseconds) {
        appendTimes = nanoseconds;
    }

    /// Starts the process managers, which follow the log and record what follows from it; the
    /// second call does nothing.
    public void startProcesses() {
        if (processesStarted.compareAndSet(false, true)) {
            studyFinisher.start();
        }
    }

    /// Everything known now.
    public Snapshot now() {
        return projector.now();
    }

    /// Everything known as of `position`, which the log has reached.
    public Snapshot at(long position) {
        Snapshot now = now();
        return now.position() == position ? now : projector.history().at(position);
    }

    /// @throws RejectedCommand when the rules are against it; nothing was appended
    public Performed perform(Command command, String actor) {
        return perform(command, actor, null);
    }

    /// @param key the id of the first event, by which a repeated request is known; null for a new
    ///   one
    /// @throws RejectedCommand when the rules are against it; nothing was appended
    public Performed perform(Command command, String actor, @Nullable UUID key) {
        ReentrantLock lock = locks.get(command.key());
        lock.lock();
        try {
            if (key != null) {
                Optional<RecordedEvent> known = log.find(key);
                if (known.isPresent()) {
                    return already(known.get(), command);
                }
            }
            return append(decided(command, actor), key);
        } finally {
            lock.unlock();
        }
    }

    /// Performs commands of different keys together, and returns once all are durable and known:
    /// many times quicker than one after another. What was appended before a refusal stays.
    ///
    /// @return how many events were appended
    /// @throws RejectedCommand when the rules are against one of them
    public long performAll(List<? extends Command> commands, String actor) {
        List<CompletableFuture<Appended>> appending = new ArrayList<>();
        long events = 0;
        try {
            for (Command command : commands) {
                Decided decided = decided(command, actor);
                if (!decided.events().isEmpty()) {
                    appending.add(submit(decided));
                    events += decided.events().size();
                }
            }
        } finally {
            for (CompletableFuture<Appended> each : appending) {
                reached(each);
            }
        }
        return events;
    }

    /// What the command makes true. It is folded here and now, for the log keeps for ever what the
    /// read models then could not take in.
    ///
    /// @throws RejectedCommand when the rules are against it
    /// @throws io.tunebook.events.Rejection when it cannot be folded
    private Decided decided(Command command, String actor) {
        Book book = now().book();
        return switch (Decide.decide(book, command)) {
            case Decision.Rejected rejected -> throw new RejectedCommand(rejected);
            case Decision.Accepted(List<Event> events) ->
                    Decided.of(book, events, clock.instant().truncatedTo(ChronoUnit.MICROS), actor);
        };
    }

    private CompletableFuture<Appended> submit(Decided decided) {
        Event first = decided.events().getFirst();
        return log.submit(Streams.of(first), expected(first), encoded(decided, null));
    }

    private void reached(CompletableFuture<Appended> appending) {
        try {
            Appended appended = appending.join();
            projector.await(appended.lastPosition());
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /// Appends events of one stream that another log has recorded, with their ids and times: they
    /// were decided there. Returns once they are durable.
    ///
    /// @throws io.tunebook.events.log.VersionConflict when the stream is not as expected
    public void adopt(String stream, Expected expected, List<NewEvent> recorded) {
        log.append(stream, expected, recorded);
    }

    /// Delivers every event after a position once [#now] and [#at] have taken it in, then those to
    /// come.
    public Subscription follow(long afterPosition, Subscriber subscriber) {
        return log.subscribe(
                afterPosition,
                new Subscriber() {
                    @Override
                    public void onEvent(RecordedEvent event) {
                        projector.await(event.position());
                        subscriber.onEvent(event);
                    }

                    @Override
                    public void onCaughtUp(long position) {
                        subscriber.onCaughtUp(position);
                    }

                    @Override
                    public void onError(RuntimeException error) {
                        subscriber.onError(error);
                    }
                });
    }

    /// The event that was recorded: decoded once, whoever follows.
    public Event decode(RecordedEvent recorded) {
        return decodedEvents.decode(recorded);
    }

    /// Reverses nothing and stops nothing: the log stays open.
    @Override
    public void close() {
        studyFinisher.close();
        projector.close();
    }

    private Performed append(Decided decided, @Nullable UUID key) {
        List<Event> events = decided.events();
        if (events.isEmpty()) {
            return new Performed(List.of(now().position()), events);
        }
        String stream = Streams.of(events.getFirst());
        List<NewEvent> batch = encoded(decided, key);
        long began = System.nanoTime();
        Appended appended = appended(stream, expected(events.getFirst()), batch);
        appendTimes.accept(System.nanoTime() - began);
        long first = appended.firstPosition();
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            positions.add(first + i);
        }
        return new Performed(positions, events);
    }

    private List<NewEvent> encoded(Decided decided, @Nullable UUID key) {
        List<NewEvent> batch = new ArrayList<>();
        for (Event event : decided.events()) {
            Wire.Encoded encoded = Wire.encode(event);
            Stamp stamp = decided.stamps().get(batch.size());
            batch.add(
                    new NewEvent(
                            id(key, batch.size()),
                            encoded.type(),
                            encoded.version(),
                            stamp.actor(),
                            stamp.recordedAt(),
                            encoded.payload()));
        }
        decodedEvents.keep(decided, batch);
        return batch;
    }

    /// Returns once they are durable and taken in by [#now].
    private Appended appended(String stream, Expected expected, List<NewEvent> batch) {
        if (!Thread.currentThread().isVirtual()) {
            Appended appended = log.append(stream, expected, batch);
            projector.await(appended.lastPosition());
            return appended;
        }
        // One wait for both: to be woken twice costs a virtual thread as much as the append.
        try {
            return log.submit(stream, expected, batch)
                    .thenCompose(a -> projector.reached(a.lastPosition()).thenApply(_ -> a))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private UUID id(@Nullable UUID key, int index) {
        if (key == null) {
            return ids.next();
        }
        return index == 0
                ? key
                : UUID.nameUUIDFromBytes((key + "/" + index).getBytes(StandardCharsets.UTF_8));
    }

    /// What begins a stream finds none; what goes on with one finds it.
    private static Expected expected(Event first) {
        return switch (first) {
            case Event.ProjectCreated e -> Expected.none();
            case Event.RoundOpened e -> Expected.none();
            case Event.StudyCreated e -> Expected.none();
            case Event.TrialProposed e -> Expected.none();
            case Event.LaunchProposed e -> Expected.none();
            case Event.ExperimentCreated e -> Expected.none();
            case Event.RunCreated e -> Expected.none();
            case Event.SourceImported e -> Expected.any();
            default -> Expected.exists();
        };
    }

    /// What a repeated request did the first time.
    ///
    /// @throws RejectedCommand when its key belongs to a request of another kind or on something
    ///   else
    private Performed already(RecordedEvent first, Command command) {
        List<Long> positions = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        Optional<RecordedEvent> next = Optional.of(first);
        while (next.isPresent()) {
            positions.add(next.get().position());
            events.add(Replay.decode(next.get()));
            next = log.find(id(first.id(), positions.size()));
        }
        // Decided as it was then: by now the rules may be against it, just because it was done.
        Decision then = Decide.decide(at(first.position() - 1).book(), command);
        if (then instanceof Decision.Accepted(List<Event> accepted) && alike(accepted, events)) {
            return new Performed(positions, events);
        }
        throw new RejectedCommand(
                new Decision.Rejected(
                        Decision.Kind.AGAINST_THE_RULES,
                        "the key %s belongs to another request, which made event %,d: use a new key for what is new"
                                .formatted(first.id(), first.position()),
                        null));
    }

    private static boolean alike(List<Event> some, List<Event> others) {
        return some.stream()
                .map(e -> Streams.of(e) + " " + Wire.nameOf(e))
                .toList()
                .equals(others.stream().map(e -> Streams.of(e) + " " + Wire.nameOf(e)).toList());
    }
}
