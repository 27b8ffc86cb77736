package io.tunebook.events.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The log cannot be opened, read or written. The message is one line that says why and what to do.
///
/// An append that ends so has written nothing, but for [Failed], after which that is not known: the
/// same append may be tried again, and its ids tell whether it had come through.
public abstract sealed class LogUnavailable extends RuntimeException {
    private LogUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public final boolean isDiskFull() {
        return this instanceof DiskFull;
    }

    /// There is no log there.
    public static final class Absent extends LogUnavailable {
        public Absent(Path folder) {
            super(
                    "there is no log in %s: name the folder of one with --data-dir"
                            .formatted(folder),
                    null);
        }
    }

    /// There is no room for more. Reads go on, and so do appends once there is room.
    public static final class DiskFull extends LogUnavailable {
        public DiskFull(@Nullable Throwable cause) {
            super("the disk is full, so that nothing was recorded: make room and try again", cause);
        }
    }

    /// The file or its folder cannot be written, or the log was opened for reading.
    public static final class ReadOnly extends LogUnavailable {
        public ReadOnly(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The log is not what the head file beside it says: its end is missing or was changed. It can
    /// be read; nothing is written to it.
    public static final class BehindHead extends LogUnavailable {
        public BehindHead(String what) {
            super(
                    "nothing is written to this log, because %s: run './tunebook verify', which says what is missing, and './tunebook recover', which restores a backup or accepts the loss"
                            .formatted(what),
                    null);
        }
    }

    /// Another process owns the folder, or this one has opened it already.
    public static final class Owned extends LogUnavailable {
        private final String pid;

        /// @param pid the owner's process id, in digits
        public Owned(Path folder, String pid) {
            super(
                    "process %s is using the log in %s: stop it, or name another folder with --data-dir"
                            .formatted(pid, folder),
                    null);
            this.pid = pid;
        }

        public String pid() {
            return pid;
        }
    }

    /// A newer version of this program has written it.
    public static final class Newer extends LogUnavailable {
        public Newer(Path folder, String version) {
            super(
                    "the log in %s has version %s of its tables, which a newer Tunebook made: use that one"
                            .formatted(folder, version),
                    null);
        }
    }

    /// Too many appends wait already. Nothing was written; a moment later there may be room.
    public static final class Busy extends LogUnavailable {
        public Busy(int waiting) {
            super(
                    "%,d appends wait to be written, and there is no room for more: try again in a moment"
                            .formatted(waiting),
                    null);
        }
    }

    /// It was closed.
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
