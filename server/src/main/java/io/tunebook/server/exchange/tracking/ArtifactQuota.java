package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Event;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// A limit for the artifacts of each project, or of an experiment that belongs to none.
/// Thread-safe.
///
/// The same file counts once; files of deleted runs and models count until they are swept.
public final class ArtifactQuota {
    private static final double MEGABYTE = 1 << 20;

    private final Ledger ledger;
    private final long bytes;
    private final ReentrantLock lock = new ReentrantLock();

    /// @param bytes of each project; 0 for no limit
    public ArtifactQuota(Ledger ledger, long bytes) {
        this.ledger = ledger;
        this.bytes = bytes;
    }

    /// A file is refused because of the quota.
    public static final class QuotaExceededException extends RuntimeException {
        QuotaExceededException(String message) {
            super(message);
        }
    }

    /// @param owner such as `project 'digits'`
    /// @param files the bytes of each file, by digest
    private record Use(String owner, Map<String, Long> files) {
        long bytes() {
            return files.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// The bytes that a file of the experiment can have; [Long#MAX_VALUE] without a limit.
    ///
    /// @param stated the size of the file as its client states it; negative when it states none
    /// @throws QuotaExceededException when that is more
    public long left(String experiment, long stated) {
        if (bytes == 0) {
            return Long.MAX_VALUE;
        }
        Use use = use(experiment);
        long left = Math.max(0, bytes - use.bytes());
        if (stated > left) {
            throw exceeded(use, "and the file has %.1f MB".formatted(stated / MEGABYTE));
        }
        return left;
    }

    /// The refusal of a file that turned out to be larger than [#left].
    public QuotaExceededException exceeded(String experiment) {
        return exceeded(use(experiment), "and the file has more than the rest");
    }

    /// Records a stored file, one after another, so that concurrent uploads do not exceed the limit
    /// together.
    ///
    /// @param append appends the event
    /// @throws QuotaExceededException when the file exceeds it; nothing is recorded
    public void record(String experiment, Artifacts.StoredFile file, Runnable append) {
        if (bytes == 0) {
            append.run();
            return;
        }
        lock.lock();
        try {
            Use use = use(experiment);
            if (!use.files.containsKey(file.digest()) && use.bytes() + file.bytes() > bytes) {
                throw exceeded(use, "and the file has %.1f MB".formatted(file.bytes() / MEGABYTE));
            }
            append.run();
        } finally {
            lock.unlock();
        }
    }

    private QuotaExceededException exceeded(Use use, String file) {
        return new QuotaExceededException(
                "%s uses %.1f MB of its quota of %.1f MB for artifacts, %s: delete artifacts or runs and run 'tunebook gc', or raise the quota (serve --artifact-quota)"
                        .formatted(use.owner, use.bytes() / MEGABYTE, bytes / MEGABYTE, file));
    }

    private Use use(String experiment) {
        Book book = ledger.now().book();
        String project = project(book, experiment);
        Map<String, Long> files = new HashMap<>();
        for (Run run : book.tracked().runs().values()) {
            if (shares(book, run.experiment(), experiment, project)) {
                for (Event.ArtifactStored f : run.artifacts().values()) {
                    files.put(f.digest(), f.bytes());
                }
            }
        }
        for (LoggedModel model : book.tracked().models().byId().values()) {
            if (shares(book, model.facts().experiment(), experiment, project)) {
                for (Event.ModelFileStored f : model.files().values()) {
                    files.put(f.digest(), f.bytes());
                }
            }
        }
        files.keySet().removeAll(book.tracked().swept().keySet());
        return new Use(
                project.isEmpty()
                        ? "experiment %s".formatted(experiment)
                        : "project '%s'".formatted(project),
                files);
    }

    private static boolean shares(Book book, String other, String experiment, String project) {
        return other.equals(experiment)
                || (!project.isEmpty() && project(book, other).equals(project));
    }

    /// The id of the project with the experiment's runs; empty without one.
    private static String project(Book book, String experiment) {
        Experiment known = book.tracked().experiment(experiment);
        Study study = known == null || known.study() == null ? null : book.study(known.study());
        return study == null ? "" : book.projectOf(book.roundOf(study)).id();
    }
}
