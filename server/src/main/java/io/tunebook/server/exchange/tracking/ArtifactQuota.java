package io.tunebook.server.exchange.tracking;

import io.tunebook.server.ledger.Ledger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A limit for the artifacts of each project, or of an experiment that belongs to none.
/// Thread-safe.
///
/// The same file counts once; files of deleted runs and models count until they are swept.
public final class ArtifactQuota {
    private static final double MEGABYTE = 1 << 20;

    private final Ledger ledger;
    private final long bytes;
    private final ReentrantLock lock = new ReentrantLock();

    /// Null until the first file.
    private @Nullable ArtifactUse totals;

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

    /// The bytes that a file of the experiment can have; [Long#MAX_VALUE] without a limit.
    ///
    /// @param stated the size of the file as its client states it; negative when it states none
    /// @throws QuotaExceededException when that is more
    public long left(String experiment, long stated) {
        if (bytes == 0) {
            return Long.MAX_VALUE;
        }
        ArtifactUse.Use use = use(experiment, "");
        long left = Math.max(0, bytes - use.bytes());
        if (stated > left) {
            throw exceeded(use, "and the file has %.1f MB".formatted(stated / MEGABYTE));
        }
        return left;
    }

    /// The refusal of a file that turned out to be larger than [#left].
    public QuotaExceededException exceeded(String experiment) {
        return exceeded(use(experiment, ""), "and the file has more than the rest");
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
            ArtifactUse.Use use = use(experiment, file.digest());
            if (!use.has() && use.bytes() + file.bytes() > bytes) {
                throw exceeded(use, "and the file has %.1f MB".formatted(file.bytes() / MEGABYTE));
            }
            append.run();
        } finally {
            lock.unlock();
        }
    }

    private QuotaExceededException exceeded(ArtifactUse.Use use, String file) {
        return new QuotaExceededException(
                "%s uses %.1f MB of its quota of %.1f MB for artifacts, %s: delete artifacts or runs and run 'tunebook gc', or raise the quota (serve --artifact-quota)"
                        .formatted(use.owner(), use.bytes() / MEGABYTE, bytes / MEGABYTE, file));
    }

    private ArtifactUse.Use use(String experiment, String digest) {
        ArtifactUse known;
        synchronized (this) {
            known = totals;
            if (known == null) {
                known = new ArtifactUse(ledger);
                totals = known;
            }
        }
        return known.of(experiment, digest);
    }
}
