package io.tunebook.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the server listens.
final class Address {
    static final int USUAL_PORT = 7070;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: 127.0.0.1, this machine only).")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on (default: 7070, or the next free one).")
    @Nullable Integer port;
}
