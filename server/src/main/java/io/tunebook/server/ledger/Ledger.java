package io.tunebook.server.ledger;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tunebook.events.Event;
import io.tunebook.events.Streams;
import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.DecodedEvents.Decided;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.CommandDecision;
import io.tunebook.server.ledger.command.Decide;
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

/// Decides commands on the current state and appends their events.
///
/// Commands with the same key are decided one after another, each on a state with the events of the
/// one before. Commands with other keys run in parallel and share commits. Thread-safe.
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
    private final WriterTurn turn;
    private final AtomicBoolean processesStarted = new AtomicBoolean();
    private volatile LongConsumer appendTimes = nanos -> {};

    /// Opens a ledger after reading the whole log.
    public Ledger(EventLog log, Clock clock) {
        this(log, clock, SnapshotCache.NONE);
    }

    /// Opens a ledger after reading the events that the cache does not have.
    ///
    /// @param cache kept up to date, and closed with the ledger
    public Ledger(EventLog log, Clock clock, SnapshotCache cache) {
        this.log = log;
        this.clock = clock;
        this.ids = new EventIds(clock);
        this.projector = new Projector(log, cache, decodedEvents);
        this.studyFinisher = new StudyFinisher(this);
        this.turn = new WriterTurn(log, projector, this::takenOver);
        turn.start();
    }

    private void takenOver() {
        if (processesStarted.get()) {
            studyFinisher.finishWhatIsDone();
        }
    }

    /// @param positions of the events; the current one when nothing had to be appended
    /// @param events the appended events
    public record Performed(List<Long> positions, List<Event> events) {
        public long position() {
            return positions.getLast();
        }
    }

    public EventLog log() {
        return log;
    }

    /// Whether commands are decided here: the log accepts appends, and no other server writes it.
    public boolean isWritable() {
        return !turn.isStandby() && log.state() instanceof LogState.Writable;
    }

    /// Grows each time that this server takes over the log from another.
    ///
    /// @throws io.tunebook.events.log.LogUnavailable.Standby when another server writes
    public long turn() {
        return turn.require();
    }

    /// Why the read models no longer follow the log; empty while they do.
    public Optional<RuntimeException> failure() {
        return projector.failure();
    }

    /// Registers a callback for the duration of each append, in nanoseconds until it was durable
    /// and folded.
    public void measureAppends(LongConsumer nanoseconds) {
        appendTimes = nanoseconds;
    }

    /// Starts the process managers, which follow the log and append the events that follow from it;
    /// a second call does nothing.
    public void startProcesses() {
        if (processesStarted.compareAndSet(false, true)) {
            studyFinisher.start();
        }
    }

    /// The snapshot of the head.
    public Snapshot now() {
        return projector.now();
    }

    /// The snapshot as of `position`, which the log has reached.
    public Snapshot at(long position) {
        Snapshot now = now();
        return now.position() == position ? now : projector.history().at(position);
    }

    /// @throws RejectedCommand when the rules reject the command; nothing was appended
    /// @throws io.tunebook.events.log.LogUnavailable when nothing can be appended, as on a standby
    public Performed perform(Command command, String actor) {
        return perform(command, actor, null);
    }

    /// @param key the id of the first event, which identifies a retry; null for a new one
    /// @throws RejectedCommand when the rules reject the command; nothing was appended
    public Performed perform(Command command, String actor, @Nullable UUID key) {
        ReentrantLock lock = locks.get(command.key());
        lock.lock();
        try {
            long now = turn.require();
            if (key != null) {
                Optional<RecordedEvent> recorded = log.find(key);
                if (recorded.isPresent()) {
                    return already(recorded.get(), command);
                }
            }
            return append(decided(command, actor), key, now);
        } finally {
            lock.unlock();
        }
    }

    /// Performs commands with different keys together, and returns when all are durable and folded:
    /// many times faster than one after another. Events appended before a rejection stay.
    ///
    /// @return the number of appended events
    /// @throws RejectedCommand when the rules reject one of them
    public long performAll(List<? extends Command> commands, String actor) {
        List<CompletableFuture<Appended>> appending = new ArrayList<>();
        long events = 0;
        long now = turn.require();
        try {
            for (Command command : commands) {
                Decided decided = decided(command, actor);
                if (!decided.events().isEmpty()) {
                    appending.add(submit(decided, now));
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

    /// The events of the command. They are folded before the append, because the log must never
    /// have events that the read models reject.
    ///
    /// @throws RejectedCommand when the rules reject the command
    /// @throws io.tunebook.events.Rejection when it cannot be folded
    private Decided decided(Command command, String actor) {
        Snapshot now = now();
        Book book = now.book();
        return switch (Decide.decide(now, command)) {
            case CommandDecision.Rejected rejected -> throw new RejectedCommand(rejected);
            case CommandDecision.Accepted(List<Event> events) ->
                    Decided.of(book, events, clock.instant().truncatedTo(ChronoUnit.MICROS), actor);
        };
    }

    private CompletableFuture<Appended> submit(Decided decided, long decidedIn) {
        Event first = decided.events().getFirst();
        return log.submit(Streams.of(first), expected(first), encoded(decided, null), decidedIn);
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

    /// Appends events of one stream of another log, with their ids and times; they were decided
    /// there. Returns when they are durable.
    ///
    /// @throws io.tunebook.events.log.VersionConflict when the stream is not as expected
    public void adopt(String stream, Expected expected, List<NewEvent> recorded) {
        log.append(stream, expected, recorded, turn.require());
    }

    /// Delivers every event after a position, once [#now] and [#at] include it, and then each new
    /// one.
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

    /// The decoded event; decoded once for all followers.
    public Event decode(RecordedEvent recorded) {
        return decodedEvents.decode(recorded);
    }

    /// Ends the ledger; the log stays open.
    @Override
    public void close() {
        studyFinisher.close();
        projector.close();
    }

    private Performed append(Decided decided, @Nullable UUID key, long decidedIn) {
        List<Event> events = decided.events();
        if (events.isEmpty()) {
            return new Performed(List.of(now().position()), events);
        }
        String stream = Streams.of(events.getFirst());
        List<NewEvent> batch = encoded(decided, key);
        long began = System.nanoTime();
        Appended appended;
        try {
            appended = appended(stream, expected(events.getFirst()), batch, decidedIn);
        } catch (RuntimeException e) {
            decodedEvents.forget(batch);
            throw e;
        }
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

    /// Returns when they are durable and [#now] includes them.
    private Appended appended(
            String stream, Expected expected, List<NewEvent> batch, long decidedIn) {
        if (!Thread.currentThread().isVirtual()) {
            Appended appended = log.append(stream, expected, batch, decidedIn);
            projector.await(appended.lastPosition());
            return appended;
        }
        // One wait for both: waking a virtual thread twice costs as much as the append.
        try {
            return log.submit(stream, expected, batch, decidedIn)
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

    /// The first event of a stream expects no stream; any other expects one. A trial made from a
    /// run has no stream until its first annotation.
    private static Expected expected(Event first) {
        return switch (first) {
            case Event.ProjectCreated e -> Expected.none();
            case Event.RoundOpened e -> Expected.none();
            case Event.StudyCreated e -> Expected.none();
            case Event.TrialProposed e -> Expected.none();
            case Event.LaunchProposed e -> Expected.none();
            case Event.ExperimentCreated e -> Expected.none();
            case Event.RunCreated e -> Expected.none();
            case Event.ModelCreated e -> Expected.none();
            case Event.SourceImported e -> Expected.any();
            case Event.FilesSwept e -> Expected.any();
            case Event.TrialMarked e -> Expected.any();
            case Event.TrialTagged e -> Expected.any();
            case Event.NoteAdded e -> Expected.any();
            default -> Expected.exists();
        };
    }

    /// The result of the first request, for a retry.
    ///
    /// @throws RejectedCommand when the key belongs to a request of another kind or on another
    ///   object
    private Performed already(RecordedEvent first, Command command) {
        List<Long> positions = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        Optional<RecordedEvent> next = Optional.of(first);
        while (next.isPresent()) {
            positions.add(next.get().position());
            events.add(Replay.decode(next.get()));
            next = log.find(id(first.id(), positions.size()));
        }
        // Recorded by the writer before this one, perhaps, and not folded yet.
        projector.await(positions.getLast());
        // Decided on the state of that time: the rules may reject it now, because it was done.
        CommandDecision then = Decide.decide(at(first.position() - 1).book(), command);
        if (then instanceof CommandDecision.Accepted(List<Event> accepted)
                && equivalent(accepted, events)) {
            return new Performed(positions, events);
        }
        throw new RejectedCommand(
                new CommandDecision.Rejected(
                        CommandDecision.Kind.REJECTED,
                        "the key %s belongs to another request, which made event %,d: use a new key for a new request"
                                .formatted(first.id(), first.position()),
                        null));
    }

    private static boolean equivalent(List<Event> some, List<Event> others) {
        return some.stream()
                .map(e -> Streams.of(e) + " " + Wire.nameOf(e))
                .toList()
                .equals(others.stream().map(e -> Streams.of(e) + " " + Wire.nameOf(e)).toList());
    }
}
