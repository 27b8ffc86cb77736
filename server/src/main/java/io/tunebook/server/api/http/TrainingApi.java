package io.tunebook.server.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.AskTell;
import io.tunebook.server.training.run.AgentTrials;
import io.tunebook.server.training.run.LeasedTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The routes of agents that train Tunebook's own kernels: `tunebook agent`. They are not part of
/// the described API: an agent is of its server's version.
final class TrainingApi {
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final String BYTES = "application/octet-stream";

    private final Ledger ledger;
    private final Requests requests;
    private final AgentTrials trials;
    private final AskTell askTell;

    /// The answers to recent requests by their keys: a repeated one gets the same trial.
    private final Cache<UUID, TrainingResponse> answers =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(MEMORY).build();

    TrainingApi(Ledger ledger, Requests requests, AgentTrials trials, AskTell askTell) {
        this.ledger = ledger;
        this.requests = requests;
        this.trials = trials;
        this.askTell = askTell;
    }

    /// @param backend the name of the agent's backend, such as `cpu`
    record TrainingRequest(
            AskTellApi.AgentName agent, String backend, String device, Integer leaseSeconds) {}

    /// @param training null when there is no trial for now: ask again
    record TrainingResponse(@Nullable LeasedTraining training) {}

    void routes(RoutesConfig routes) {
        routes.post("/api/v1/training/ask", this::ask);
        routes.post("/api/v1/trials/{trial}/checkpoint", this::keep);
        routes.get("/api/v1/trials/{trial}/checkpoint", this::kept);
        routes.post("/api/v1/trials/{trial}/hand-back", this::handBack);
    }

    private void ask(Context ctx) {
        TrainingRequest b = Json.body(ctx, TrainingRequest.class);
        AskTellApi.atMost("backend", b.backend(), AskTellApi.MAX_NAME);
        AskTellApi.atMost("device", b.device(), AskTellApi.MAX_NAME);
        Agents.Name agent = b.agent().name();
        int lease = AskTellApi.leaseSeconds(b.leaseSeconds());
        askTell.asked(agent);
        UUID key = requests.key(ctx);
        TrainingResponse answer =
                answers.get(
                        key == null ? UUID.randomUUID() : key,
                        _ -> leased(b, agent, lease, requests.actor(ctx)));
        Json.answer(ctx, answer);
    }

    private TrainingResponse leased(TrainingRequest b, Agents.Name agent, int lease, String actor) {
        Optional<LeasedTraining> leased =
                trials.lease(b.backend(), b.device(), agent.id(), lease, actor);
        leased.ifPresent(t -> askTell.leased(agent, t.study(), t.trial(), lease));
        return new TrainingResponse(leased.orElse(null));
    }

    private void keep(Context ctx) {
        String trial = requests.trial(ctx, ledger.now()).id();
        try (var in = ctx.bodyInputStream()) {
            byte[] point = in.readNBytes(AgentTrials.MAX_POINT);
            if (in.read() >= 0) {
                throw Problem.tooLarge("a checkpoint has 1 GiB at most");
            }
            var _ = askTell.heartbeat(trial);
            trials.keep(trial, point);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Json.answer(ctx, new CommandApi.CommandResponse(ledger.now().position(), trial));
    }

    private void kept(Context ctx) {
        String trial = requests.trial(ctx, ledger.now()).id();
        try {
            byte[] point = trials.kept(trial);
            if (point == null) {
                throw Problem.notFound("trial '%s' has no checkpoint".formatted(trial));
            }
            ctx.contentType(BYTES).result(point);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handBack(Context ctx) {
        String trial = requests.trial(ctx, ledger.now()).id();
        askTell.released(trial);
        trials.handBack(trial);
        Json.answer(ctx, new CommandApi.CommandResponse(ledger.now().position(), trial));
    }
}
