package io.tunebook.server.api.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/// The open files and connections that the system allows this process, and their use.
///
/// Depends on the JDK alone: it is asked before the libraries, of which each needs a descriptor.
///
/// @param max of the process; [Long#MAX_VALUE] when unknown
/// @param libraries the files on the class path, which stay open
public record FileDescriptors(long max, int libraries) {
    /// The JVM, the log and the listening socket.
    private static final int OWN = 40;

    /// Kept for the log, temporary files and checkpoints.
    private static final int RESERVE = 32;

    /// Below it, too few connections are left for a dashboard.
    private static final int MIN_WITHOUT_LIBRARIES = 128;

    /// The connections of a small team.
    private static final int FEW_CONNECTIONS = 512;

    /// Those of this process.
    public static FileDescriptors ofThisProcess() {
        String[] classPath =
                System.getProperty("java.class.path", "").split(File.pathSeparator, -1);
        int jars = 0;
        for (String entry : classPath) {
            jars += entry.endsWith(".jar") ? 1 : 0;
        }
        return new FileDescriptors(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean b
                                && b.getMaxFileDescriptorCount() > 0
                        ? b.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE,
                jars);
    }

    /// Why the program cannot work, and what to do; null when it can.
    public @Nullable String problem() {
        long needed = libraries + (long) MIN_WITHOUT_LIBRARIES;
        return max >= needed
                ? null
                : "the limit of open files is "
                        + max
                        + ", but at least "
                        + needed
                        + " are needed: "
                        + ADVICE;
    }

    /// What a server cannot do with this limit, and what to do; null when it is sufficient.
    public @Nullable String warning() {
        return connections(FEW_CONNECTIONS) >= FEW_CONNECTIONS
                ? null
                : "the limit of open files is %,d: at most %,d connections at a time, of which %,d can be live pages: %s"
                        .formatted(
                                max,
                                connections(FEW_CONNECTIONS),
                                streams(FEW_CONNECTIONS, FEW_CONNECTIONS),
                                ADVICE);
    }

    private static final String ADVICE =
            "raise it with 'ulimit -n 65536', or with LimitNOFILE=65536 under systemd";

    /// The connections for which descriptors remain. Each may need a second one, for the file of a
    /// request.
    ///
    /// @param most the result when there are enough descriptors
    public int connections(int most) {
        return Math.clamp((max - libraries - OWN - RESERVE) / 2, 1, most);
    }

    /// The live streams for which descriptors remain: at most half of the connections.
    ///
    /// @param most the result when there are enough descriptors
    /// @param mostConnections see [#connections]
    public int streams(int most, int mostConnections) {
        int connections = connections(mostConnections);
        return connections == mostConnections ? most : Math.clamp(connections / 2, 1, most);
    }
}
