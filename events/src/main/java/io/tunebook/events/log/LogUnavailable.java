package io.tunebook.events.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The log cannot be opened, read or written. The message states in one line the cause and the
/// remedy.
///
/// An append that fails so has written nothing. Only after [Failed] the outcome is unknown: then
/// retry the same append, and its ids decide whether it was recorded.
public abstract sealed class LogUnavailable extends RuntimeException {
    private LogUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public final boolean isDiskFull() {
        return this instanceof DiskFull;
    }

    /// The folder has no log.
    public static final class Absent extends LogUnavailable {
        public Absent(Path folder) {
            super(
                    "there is no log in %s: name the folder of one with --data-dir"
                            .formatted(folder),
                    null);
        }
    }

    /// The disk is full. Reads continue, and appends resume once there is space.
    public static final class DiskFull extends LogUnavailable {
        public DiskFull(@Nullable Throwable cause) {
            super("the disk is full, nothing was recorded: free space and retry", cause);
        }

        /// At the opening of a log.
        public DiskFull(Path folder, @Nullable Throwable cause) {
            super(
                    "the log in %s cannot be opened, because its disk is full: free space on it, then start again"
                            .formatted(folder),
                    cause);
        }
    }

    /// The file or its folder cannot be written, or the log was opened for reading only.
    public static final class ReadOnly extends LogUnavailable {
        public ReadOnly(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The log does not match its head file: its end is missing or was changed. It can be read, but
    /// not written.
    public static final class BehindHead extends LogUnavailable {
        public BehindHead(String what) {
            super(
                    "the log is read-only, because %s: run './tunebook verify' to see what is missing, and './tunebook recover' to restore a backup or accept the loss"
                            .formatted(what),
                    null);
        }
    }

    /// A verification has found a damaged event. The log can be read, but not written.
    public static final class Damaged extends LogUnavailable {
        private final long position;

        /// @param position of the first damaged event
        /// @param problem continues "at position N, "
        public Damaged(long position, String problem) {
            super(
                    "the log is read-only, because it does not verify: at position %d, %s; run './tunebook verify' for details, and './tunebook recover' to restore a backup or accept the loss"
                            .formatted(position, problem),
                    null);
            this.position = position;
        }

        public long position() {
            return position;
        }
    }

    /// Another program has changed the log's files while they were open. The log can be read, but
    /// not written until it is opened again.
    public static final class Altered extends LogUnavailable {
        public Altered(String what) {
            super(
                    "the log is read-only, because %s while the server was running: stop the server, run './tunebook verify', and './tunebook recover' to restore a backup or accept the loss"
                            .formatted(what),
                    null);
        }
    }

    /// The folder has files of a log, but its database is missing.
    public static final class DatabaseMissing extends LogUnavailable {
        public DatabaseMissing(Path database, Path trace) {
            super(
                    "the database %s is missing or empty, but %s exists, so a log was lost: put the database back, or restore a backup with './tunebook recover --from BACKUP'"
                            .formatted(database, trace.getFileName()),
                    null);
        }
    }

    /// Another process owns the folder, or this process has opened it already.
    public static final class Owned extends LogUnavailable {
        private final String pid;

        /// @param pid the owner's process id, in digits; empty when it is not known
        public Owned(Path folder, String pid) {
            super(
                    "%s is using the log in %s: stop it, or name another folder with --data-dir"
                            .formatted(
                                    pid.isEmpty() ? "another process" : "process " + pid, folder),
                    null);
            this.pid = pid;
        }

        public String pid() {
            return pid;
        }
    }

    /// A newer version of Tunebook has written it.
    public static final class Newer extends LogUnavailable {
        public Newer(Path folder, String version) {
            super(
                    "the log in %s has tables of version %s, which a newer Tunebook made: use that version"
                            .formatted(folder, version),
                    null);
        }
    }

    /// Another server writes to the database of this one, which follows it and takes over when it
    /// ends. Nothing was written.
    public static final class Standby extends LogUnavailable {
        private final String writer;

        /// @param writer the server that writes; empty when none has begun yet
        public Standby(String writer) {
            super(
                    "this server is a standby of %s: send changes there, or retry; it takes over within seconds when that server ends"
                            .formatted(writer.isEmpty() ? "a server that is starting" : writer),
                    null);
            this.writer = writer;
        }

        public String writer() {
            return writer;
        }
    }

    /// The queue of appends is full. Nothing was written; retry later.
    public static final class Busy extends LogUnavailable {
        public Busy(int waiting) {
            super(
                    "the log is overloaded: %,d appends are queued; retry in a moment"
                            .formatted(waiting),
                    null);
        }
    }

    /// The log was closed.
    public static final class Closed extends LogUnavailable {
        public Closed() {
            super("the log is closed", null);
        }
    }

    /// The disk or the database failed.
    public static final class Failed extends LogUnavailable {
        public Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
