package io.tunebook.bench;

import java.util.List;
import java.util.Random;

/// What happens to the server or to its log in a minute of the soak.
interface SoakFault extends AutoCloseable {
    String name();

    /// Starts the server of this minute.
    default ServerProcess start(SoakLog log) throws Exception {
        return log.serve();
    }

    /// Called while the server is under load, before it ends.
    default void during(SoakLog log, ServerProcess server, Random random) throws Exception {}

    /// Whether the server is killed, not stopped.
    default boolean isKill() {
        return false;
    }

    /// Called after the server has ended, before the log is verified.
    default void after(SoakLog log, Random random) throws Exception {}

    /// The figures of this minute.
    default List<Row> rows() {
        return List.of();
    }

    @Override
    default void close() {}

    /// A kill.
    record Kill() implements SoakFault {
        @Override
        public String name() {
            return "killed";
        }

        @Override
        public boolean isKill() {
            return true;
        }
    }

    /// A stop.
    record Stop() implements SoakFault {
        @Override
        public String name() {
            return "stopped";
        }
    }

    /// A fault that this system cannot cause: the server is stopped instead.
    record Skipped(String fault) implements SoakFault {
        @Override
        public String name() {
            return "stopped (%s: not possible on this system)".formatted(fault);
        }
    }
}
