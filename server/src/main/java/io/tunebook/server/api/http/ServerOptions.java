package io.tunebook.server.api.http;

import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.training.run.AgentTrials;
import io.tunebook.server.training.run.DeviceMeasurements;
import io.tunebook.server.training.run.TrainingEnvironment;
import org.jspecify.annotations.Nullable;

/// How a [WebServer] is started.
///
/// @param exposure the address that it listens on, and which clients can reach it
/// @param tokens the tokens of clients; null without access control
/// @param actor the actor of a request that names none
/// @param artifacts where the files of runs are kept; null when they are not
/// @param minFreeDiskBytes bytes of free disk below which the server warns
/// @param descriptors how many connections it may accept
/// @param measurements measures batch sizes and stability on the device of the trials
/// @param trials the trials of built-in training for agents; null when no agent may train them
public record ServerOptions(
        Exposure exposure,
        @Nullable Tokens tokens,
        String actor,
        @Nullable Artifacts artifacts,
        long minFreeDiskBytes,
        FileDescriptors descriptors,
        DeviceMeasurements measurements,
        @Nullable AgentTrials trials) {

    /// Plain HTTP on an address, without tokens and without files of runs; measures on the
    /// processor.
    ///
    /// @param port 0 for any free one
    public static ServerOptions of(String host, int port, String actor) {
        return of(Exposure.of(host, port), actor);
    }

    /// Without tokens and without files of runs; measures on the processor.
    public static ServerOptions of(Exposure exposure, String actor) {
        return new ServerOptions(
                exposure,
                null,
                actor,
                null,
                DiskWatch.MIN_FREE_BYTES,
                FileDescriptors.ofThisProcess(),
                DeviceMeasurements.here(TrainingEnvironment.onCpu()),
                null);
    }

    public ServerOptions withTokens(@Nullable Tokens next) {
        return new ServerOptions(
                exposure,
                next,
                actor,
                artifacts,
                minFreeDiskBytes,
                descriptors,
                measurements,
                trials);
    }

    public ServerOptions withArtifacts(@Nullable Artifacts next) {
        return new ServerOptions(
                exposure, tokens, actor, next, minFreeDiskBytes, descriptors, measurements, trials);
    }

    public ServerOptions withMinFreeDiskBytes(long next) {
        return new ServerOptions(
                exposure, tokens, actor, artifacts, next, descriptors, measurements, trials);
    }

    public ServerOptions withDescriptors(FileDescriptors next) {
        return new ServerOptions(
                exposure, tokens, actor, artifacts, minFreeDiskBytes, next, measurements, trials);
    }

    public ServerOptions withMeasurements(DeviceMeasurements next) {
        return new ServerOptions(
                exposure, tokens, actor, artifacts, minFreeDiskBytes, descriptors, next, trials);
    }

    public ServerOptions withTrials(@Nullable AgentTrials next) {
        return new ServerOptions(
                exposure,
                tokens,
                actor,
                artifacts,
                minFreeDiskBytes,
                descriptors,
                measurements,
                next);
    }

    /// The same on another port.
    public ServerOptions withPort(int port) {
        return new ServerOptions(
                exposure.on(port),
                tokens,
                actor,
                artifacts,
                minFreeDiskBytes,
                descriptors,
                measurements,
                trials);
    }
}
