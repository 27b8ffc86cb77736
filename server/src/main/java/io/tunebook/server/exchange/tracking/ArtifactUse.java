package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Event;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The bytes of the artifacts of each project, or of each experiment that belongs to none, as
/// running totals: computed once from the read models, then changed by each event. Thread-safe.
///
/// The same file counts once for its owner; a swept file does not count until it is stored again.
final class ArtifactUse {
    private static final long TIMEOUT_SECONDS = 5;
    private static final Set<String> TYPES =
            Set.of(
                    "artifact-stored",
                    "artifact-removed",
                    "model-file-stored",
                    "model-file-removed",
                    "files-swept",
                    "experiment-described");

    private final Ledger ledger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<String, StoredFile> files = new HashMap<>();

    /// The file of each path of a run or model.
    private final Map<String, Placed> placed = new HashMap<>();

    private final Map<String, Long> totals = new HashMap<>();
    private long position;
    private long rebuilds;
    private boolean ended;

    ArtifactUse(Ledger ledger) {
        this.ledger = ledger;
        rebuild();
        var _ = ledger.follow(position, new Changes());
    }

    private record Placed(String digest, String owner) {}

    /// A file, and how many paths of each owner have it.
    private static final class StoredFile {
        private final long bytes;
        private final Map<String, Integer> paths = new HashMap<>();
        private boolean swept;

        StoredFile(long bytes) {
            this.bytes = bytes;
        }
    }

    /// The use of an owner, as of now.
    ///
    /// @param owner such as `project 'digits'`
    /// @param has whether the file counts already
    record Use(String owner, long bytes, boolean has) {}

    /// @param digest of the file that is asked about; empty for none
    Use of(String experiment, String digest) {
        lock.lock();
        try {
            Snapshot now = ledger.now();
            await(now.position());
            String owner = owner(now.book(), experiment);
            StoredFile file = files.get(digest);
            return new Use(
                    owner,
                    totals.getOrDefault(owner, 0L),
                    file != null && !file.swept && file.paths.containsKey(owner));
        } finally {
            lock.unlock();
        }
    }

    /// How often it was computed from the read models.
    long rebuilds() {
        lock.lock();
        try {
            return rebuilds;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the events up to a position. Without them, as when the log was closed, the totals
    /// are computed again.
    private void await(long target) {
        long left = TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        try {
            while (position < target && left > 0 && !ended) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (position < target) {
            rebuild();
        }
    }

    private void rebuild() {
        Snapshot now = ledger.now();
        Book book = now.book();
        files.clear();
        placed.clear();
        totals.clear();
        for (Run run : book.tracked().runs().values()) {
            run.artifacts()
                    .values()
                    .forEach(f -> put(place(f), f.digest(), f.bytes(), book, run.experiment()));
        }
        for (LoggedModel model : book.tracked().models().byId().values()) {
            String experiment = model.facts().experiment();
            model.files()
                    .values()
                    .forEach(f -> put(place(f), f.digest(), f.bytes(), book, experiment));
        }
        book.tracked().swept().keySet().forEach(this::sweep);
        position = now.position();
        rebuilds++;
    }

    private static String place(Event.ArtifactStored f) {
        return "run %s %s".formatted(f.run(), f.path());
    }

    private static String place(Event.ModelFileStored f) {
        return "model %s %s".formatted(f.model(), f.path());
    }

    private void put(String place, String digest, long bytes, Book book, String experiment) {
        remove(place);
        String owner = owner(book, experiment);
        placed.put(place, new Placed(digest, owner));
        StoredFile file = files.computeIfAbsent(digest, _ -> new StoredFile(bytes));
        if (file.swept) {
            file.swept = false;
            file.paths.keySet().forEach(o -> totals.merge(o, file.bytes, Long::sum));
        }
        if (file.paths.merge(owner, 1, Integer::sum) == 1) {
            totals.merge(owner, file.bytes, Long::sum);
        }
    }

    private void remove(String place) {
        Placed before = placed.remove(place);
        StoredFile file = before == null ? null : files.get(before.digest());
        if (before == null || file == null) {
            return;
        }
        int paths = file.paths.merge(before.owner(), -1, Integer::sum);
        if (paths > 0) {
            return;
        }
        file.paths.remove(before.owner());
        if (!file.swept) {
            totals.merge(before.owner(), -file.bytes, Long::sum);
        }
        if (file.paths.isEmpty()) {
            files.remove(before.digest());
        }
    }

    private void sweep(String digest) {
        StoredFile file = files.get(digest);
        if (file != null && !file.swept) {
            file.swept = true;
            file.paths.keySet().forEach(o -> totals.merge(o, -file.bytes, Long::sum));
        }
    }

    private void apply(RecordedEvent recorded) {
        Book book = ledger.now().book();
        switch (ledger.decode(recorded)) {
            case Event.ArtifactStored e -> {
                @Nullable Run run = book.tracked().run(e.run());
                if (run != null) {
                    put(place(e), e.digest(), e.bytes(), book, run.experiment());
                }
            }
            case Event.ModelFileStored e -> {
                @Nullable LoggedModel model = book.tracked().models().get(e.model());
                if (model != null) {
                    put(place(e), e.digest(), e.bytes(), book, model.facts().experiment());
                }
            }
            case Event.ArtifactRemoved e -> remove("run %s %s".formatted(e.run(), e.path()));
            case Event.ModelFileRemoved e -> remove("model %s %s".formatted(e.model(), e.path()));
            case Event.FilesSwept e -> e.digests().forEach(this::sweep);
            // The experiment has a project now, which owns its files.
            case Event.ExperimentDescribed _ -> rebuild();
            default -> {
                // Has no files.
            }
        }
    }

    private final class Changes implements Subscriber {
        @Override
        public void onEvent(RecordedEvent event) {
            lock.lock();
            try {
                if (event.position() <= position) {
                    return;
                }
                if (TYPES.contains(event.type())) {
                    apply(event);
                }
                position = Math.max(position, event.position());
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onCaughtUp(long reached) {}

        @Override
        public void onError(RuntimeException error) {
            // From now on the totals are computed again when they are asked for.
            lock.lock();
            try {
                ended = true;
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// A project, or an experiment without one.
    private static String owner(Book book, String experiment) {
        Experiment known = book.tracked().experiment(experiment);
        Study study = known == null || known.study() == null ? null : book.study(known.study());
        return study == null
                ? "experiment %s".formatted(experiment)
                : "project '%s'".formatted(book.projectOf(book.roundOf(study)).id());
    }
}
