package io.tunebook.server.training.external;

import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The agents that train trials: each slot of a machine is one. Thread-safe.
///
/// They are in memory only. What matters later is in the log: each trial's start names its agent. A
/// server that starts knows the agents of the running trials, and the others when they ask again.
public final class Agents {
    /// An agent that waits for a trial asks more often than this.
    static final Duration SILENCE = Duration.ofMinutes(2);

    /// The number of agents that are remembered; those that ended first are forgotten first.
    static final int MAX = 5_000;

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> byTrial = new HashMap<>();

    /// @param clock the time of day, for people
    /// @param nanos a monotonic clock, by which an agent is silent
    public Agents(Book book, InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        remember(book);
    }

    /// This server takes over from another: the agents are those of the running trials.
    void takeOver(Book book) {
        lock.lock();
        try {
            entries.values().forEach(entry -> entry.trials.clear());
            byTrial.clear();
            remember(book);
        } finally {
            lock.unlock();
        }
    }

    private void remember(Book book) {
        for (Trial trial : book.trials().values()) {
            Trial.Start start = trial.started();
            if (trial instanceof Trial.Running && start != null && start.agent() != null) {
                Entry entry =
                        entries.computeIfAbsent(
                                start.agent(),
                                id ->
                                        new Entry(
                                                new Name(id, start.device(), ""),
                                                start.at().recordedAt()));
                entry.seenNanos = nanos.getAsLong();
                entry.study = trial.spec().study();
                take(entry, trial.id());
            }
        }
    }

    /// @param id unique among all agents
    /// @param slot its number on the host; empty when there is one only
    public record Name(String id, String host, String slot) {}

    /// @param since its first request
    /// @param seen its last request; null when there was none since the server's start
    /// @param study that it asked last
    /// @param trial that it trains, the newest one; null while it waits for one
    /// @param trials how many it trains at the same time
    /// @param draining whether it takes no further trial
    /// @param ended how it ended; null while it works
    public record Agent(
            String id,
            String host,
            String slot,
            Instant since,
            @Nullable Instant seen,
            @Nullable String study,
            @Nullable String trial,
            int trials,
            boolean draining,
            @Nullable String ended) {}

    private static final class Entry {
        private Name name;
        private final Instant since;
        private @Nullable Instant seen;
        private long seenNanos;
        private @Nullable String study;
        private final SequencedSet<String> trials = new LinkedHashSet<>();
        private boolean draining;
        private @Nullable String ended;

        Entry(Name name, Instant since) {
            this.name = name;
            this.since = since;
        }

        Agent agent() {
            return new Agent(
                    name.id(),
                    name.host(),
                    name.slot(),
                    since,
                    seen,
                    study,
                    trials.isEmpty() ? null : trials.getLast(),
                    trials.size(),
                    draining,
                    ended);
        }
    }

    /// An agent asks for a trial.
    ///
    /// @param study that it asks; null for any
    /// @throws NoTrial when it is being drained
    void asked(Name name, @Nullable String study) {
        lock.lock();
        try {
            Entry entry = entries.computeIfAbsent(name.id(), _ -> new Entry(name, clock.instant()));
            seen(entry);
            entry.name = name;
            entry.ended = null;
            if (study != null) {
                entry.study = study;
            }
            if (entry.draining) {
                throw new NoTrial(
                        NoTrial.Reason.DRAINED,
                        "agent '%s' is drained: it gets no further trial".formatted(name.id()));
            }
            forgetEnded();
        } finally {
            lock.unlock();
        }
    }

    /// The agent has a trial.
    void leased(Name name, String trial) {
        lock.lock();
        try {
            take(Objects.requireNonNull(entries.get(name.id())), trial);
        } finally {
            lock.unlock();
        }
    }

    private void take(Entry entry, String trial) {
        entry.trials.add(trial);
        byTrial.put(trial, entry.name.id());
    }

    /// A request for the trial came from its agent.
    void seen(String trial) {
        lock.lock();
        try {
            Entry entry = of(trial);
            if (entry != null) {
                seen(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The trial has ended, or is another agent's.
    void released(String trial) {
        lock.lock();
        try {
            Entry entry = of(trial);
            byTrial.remove(trial);
            if (entry != null) {
                entry.trials.remove(trial);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The trial's lease expired: its agent is taken for dead.
    void lost(String trial, String why) {
        lock.lock();
        try {
            Entry entry = of(trial);
            released(trial);
            if (entry != null) {
                entry.ended = why;
            }
        } finally {
            lock.unlock();
        }
    }

    /// The agent takes no further trial; its current one it trains to the end.
    ///
    /// @return whether there is such an agent
    public boolean drain(String id) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            if (entry != null) {
                entry.draining = true;
            }
            return entry != null;
        } finally {
            lock.unlock();
        }
    }

    /// The agent has ended by itself.
    ///
    /// @param why such as `stopped by SIGTERM`
    /// @return whether there is such an agent
    public boolean left(String id, String why) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            if (entry != null) {
                seen(entry);
                entry.ended = why;
            }
            return entry != null;
        } finally {
            lock.unlock();
        }
    }

    /// The trials that the agent trains.
    public List<String> trialsOf(String id) {
        lock.lock();
        try {
            Entry entry = entries.get(id);
            return entry == null ? List.of() : List.copyOf(entry.trials);
        } finally {
            lock.unlock();
        }
    }

    /// Those that work first, each part by the time of its first request.
    public List<Agent> all() {
        lock.lock();
        try {
            List<Agent> all = new ArrayList<>();
            for (Entry entry : entries.values()) {
                silent(entry);
                all.add(entry.agent());
            }
            all.sort(
                    Comparator.comparing((Agent a) -> a.ended() != null)
                            .thenComparing(Agent::since));
            return all;
        } finally {
            lock.unlock();
        }
    }

    private void silent(Entry entry) {
        if (entry.ended == null
                && entry.trials.isEmpty()
                && nanos.getAsLong() - entry.seenNanos > SILENCE.toNanos()) {
            entry.ended = "no request for %d min".formatted(SILENCE.toMinutes());
        }
    }

    private void seen(Entry entry) {
        entry.seen = clock.instant();
        entry.seenNanos = nanos.getAsLong();
    }

    private @Nullable Entry of(String trial) {
        String id = byTrial.get(trial);
        return id == null ? null : entries.get(id);
    }

    private void forgetEnded() {
        if (entries.size() <= MAX) {
            return;
        }
        entries.values().forEach(this::silent);
        var each = entries.values().iterator();
        while (each.hasNext() && entries.size() > MAX) {
            if (each.next().ended != null) {
                each.remove();
            }
        }
    }
}
