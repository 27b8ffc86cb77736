package io.tunebook.server.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.AskTell;
import io.tunebook.server.training.external.Leases;
import io.tunebook.server.training.run.AgentTrials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The routes by which external trainers ask for a configuration, train it, and report the result.
///
/// They serve studies with an external trainer only; the server's runner does not train those.
final class AskTellApi {
    /// The characters of a trainer's or a device's name.
    static final int MAX_NAME = 500;

    private final Ledger ledger;
    private final Requests requests;
    private final AskTell askTell;
    private final @Nullable AgentTrials trials;

    /// @param trials whose checkpoints are deleted at their ends; null without agents of built-in
    ///   training
    AskTellApi(Ledger ledger, Requests requests, AskTell askTell, @Nullable AgentTrials trials) {
        this.ledger = ledger;
        this.requests = requests;
        this.askTell = askTell;
        this.trials = trials;
    }

    /// @param device a description
    /// @param leaseSeconds the time without a heartbeat after which the trial is offered again
    /// @param agent the agent that asks; null for a worker that does not name itself
    record AskRequest(
            String trainer,
            String device,
            @Nullable Integer leaseSeconds,
            @Nullable AgentName agent) {}

    /// @param id unique among all agents: the same at each request of one agent
    /// @param slot its number on the host, if it has several
    record AgentName(String id, String host, @Nullable String slot) {
        /// @throws Problem when a part is missing or too long
        Agents.Name name() {
            atMost("agent.id", id, Event.TrialStarted.MAX_AGENT);
            atMost("agent.host", host, Event.TrialStarted.MAX_AGENT);
            atMost("agent.slot", slot == null ? "" : slot, Event.TrialStarted.MAX_AGENT);
            if (id.isBlank() || host.isBlank()) {
                throw Problem.malformed("'agent' needs an 'id' and a 'host'");
            }
            return new Agents.Name(id, host, slot == null ? "" : slot);
        }
    }

    /// @param attempt at this configuration, from 1
    /// @param failures those of the earlier attempts that failed
    /// @param mlflowRun the id of the run to which an MLflow client logs the trial's curve; it is
    ///   made when the client asks for it
    record AskResponse(
            long position,
            String trial,
            int number,
            Configuration configuration,
            long seed,
            int leaseSeconds,
            int attempt,
            int failures,
            String mlflowRun) {}

    record HeartbeatResponse(String trial, int leaseSeconds) {}

    /// @param steps `n` increasing steps
    /// @param metrics `n` values for each metric, recorded exactly; `NaN` and infinities as strings
    record CurveRequest(List<Long> steps, Map<String, List<Double>> metrics) {}

    record CompletionRequest(
            Double value,
            Long bestStep,
            Long steps,
            Double seconds,
            @Nullable Map<String, Double> measurements) {}

    /// @param kind why, as a word; null for a reason that its text gives
    record InfeasibleRequest(String reason, @Nullable Long step, @Nullable InfeasibleKind kind) {}

    /// @param failed whether the attempt failed, rather than being interrupted; false by default
    record AbandonRequest(String why, @Nullable Boolean failed) {}

    /// Which value of the curve is the trial's.
    enum CurveValue {
        @JsonProperty("best")
        BEST,
        @JsonProperty("last")
        LAST
    }

    /// @param value `best` by default
    /// @param seconds of the training; those since its start by default
    record FinishRequest(@Nullable CurveValue value, @Nullable Double seconds) {}

    /// @param state `completed`, or `infeasible` when no value of the objective was finite
    /// @param value of the objective; null for an infeasible trial
    /// @param step of the value
    record FinishResponse(
            long position,
            String trial,
            String state,
            @Nullable Double value,
            @Nullable Long step) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/studies/{study}/ask",
                this::ask,
                Operation.of("ask", "Studies", "Ask for the next trial to train")
                        .withDescription(
                                "The trial is leased: after `leaseSeconds` without a heartbeat (600 by default, 3,600 at most) the lease expires, the trial is abandoned, and offered to the next worker. Without a trial the answer is 409 with a `reason`: `taken` (ask again later), `finished`, `stopped`, `created`, `not-external`, or `drained`.")
                        .withBody(AskRequest.class)
                        .withResponse(AskResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/heartbeat",
                this::heartbeat,
                Operation.of("heartbeat", "Trials", "Extend the lease of a trial")
                        .withResponse(HeartbeatResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/curve",
                this::measure,
                Operation.of("measureCurve", "Trials", "Report measurements at increasing steps")
                        .withBody(CurveRequest.class)
                        .withResponse(CommandApi.CommandResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/complete",
                this::complete,
                Operation.of("completeTrial", "Trials", "Report a completed trial")
                        .withBody(CompletionRequest.class)
                        .withResponse(CommandApi.CommandResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/finish",
                this::finish,
                Operation.of(
                                "finishTrial",
                                "Trials",
                                "Complete a trial with the value of its curve")
                        .withDescription(
                                "The value of the objective is the best or the last one of the reported curve, or of the metrics that the script logged to `mlflowRun`. Without any the answer is 409 with the reason `no-objective`.")
                        .withBody(FinishRequest.class)
                        .withResponse(FinishResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/infeasible",
                ctx -> {
                    InfeasibleRequest b = Json.body(ctx, InfeasibleRequest.class);
                    InfeasibleKind kind = b.kind() == null ? InfeasibleKind.OTHER : b.kind();
                    end(ctx, new Command.MarkInfeasible(trial(ctx), kind, b.reason(), b.step()));
                },
                Operation.of("markInfeasible", "Trials", "Report an infeasible trial")
                        .withBody(InfeasibleRequest.class)
                        .withResponse(CommandApi.CommandResponse.class));
        routes.post(
                "/api/v1/trials/{trial}/abandon",
                ctx -> {
                    AbandonRequest b = Json.body(ctx, AbandonRequest.class);
                    boolean failed = Boolean.TRUE.equals(b.failed());
                    end(ctx, new Command.AbandonTrial(trial(ctx), b.why(), failed));
                },
                Operation.of("abandonTrial", "Trials", "Abandon a trial")
                        .withBody(AbandonRequest.class)
                        .withResponse(CommandApi.CommandResponse.class));
    }

    private void ask(Context ctx) {
        AskRequest b = Json.body(ctx, AskRequest.class);
        atMost("trainer", b.trainer(), MAX_NAME);
        atMost("device", b.device(), MAX_NAME);
        int seconds = leaseSeconds(b.leaseSeconds());
        Study study = requests.study(ctx, ledger.now());
        AskTell.LeasedTrial leased =
                askTell.ask(
                        study.id(),
                        new AskTell.Worker(
                                b.trainer(),
                                b.device(),
                                seconds,
                                b.agent() == null ? null : b.agent().name()),
                        requests.actor(ctx),
                        requests.key(ctx));
        Trial trial = leased.trial();
        Json.answer(
                ctx,
                new AskResponse(
                        leased.position(),
                        trial.id(),
                        trial.number(),
                        trial.configuration(),
                        leased.start().seed(),
                        seconds,
                        leased.start().attempt(),
                        leased.failures(),
                        trial.id()));
    }

    private void finish(Context ctx) {
        FinishRequest b = Json.body(ctx, FinishRequest.class);
        if (b.seconds() != null) {
            notNegative("seconds", b.seconds());
        }
        AskTell.EndedTrial ended =
                askTell.finish(
                        requests.trial(ctx, ledger.now()),
                        b.value() == CurveValue.LAST,
                        b.seconds(),
                        requests.actor(ctx),
                        requests.key(ctx));
        Trial.Completed completed = ended.trial() instanceof Trial.Completed c ? c : null;
        Json.answer(
                ctx,
                new FinishResponse(
                        ended.position(),
                        ended.trial().id(),
                        ended.trial().state(),
                        completed == null ? null : completed.value(),
                        completed == null ? null : completed.bestStep()));
    }

    /// The server keeps the names of agents in memory.
    static void atMost(String field, String text, int most) {
        if (text.length() > most) {
            throw Problem.malformed(
                    "'%s' has %,d characters: send %d at most"
                            .formatted(field, text.length(), most));
        }
    }

    static int leaseSeconds(@Nullable Integer requested) {
        if (requested == null) {
            return Leases.DEFAULT_SECONDS;
        }
        if (requested < 1 || requested > Leases.MAX_SECONDS) {
            throw Problem.malformed(
                    "'leaseSeconds' must be 1 to %,d, not %,d: send heartbeats to extend the lease"
                            .formatted(Leases.MAX_SECONDS, requested));
        }
        return requested;
    }

    private void heartbeat(Context ctx) {
        String trial = requests.trial(ctx, ledger.now()).id();
        Json.answer(ctx, new HeartbeatResponse(trial, askTell.heartbeat(trial)));
    }

    private void measure(Context ctx) {
        CurveRequest b = Json.body(ctx, CurveRequest.class);
        List<String> names = new ArrayList<>(b.metrics().keySet());
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw Problem.malformed(
                    "'metrics' needs at least one metric, and each metric a name: {\"steps\": [1], \"metrics\": {\"loss\": [0.5]}}");
        }
        double[][] columns =
                names.stream()
                        .map(name -> Objects.requireNonNull(b.metrics().get(name)))
                        .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
                        .toArray(double[][]::new);
        Curve curve =
                new Curve(b.steps().stream().mapToLong(Long::longValue).toArray(), names, columns);
        Ledger.Performed done =
                askTell.measure(trial(ctx), curve, requests.actor(ctx), requests.key(ctx));
        Json.answer(ctx, new CommandApi.CommandResponse(done.position(), trial(ctx)));
    }

    private void complete(Context ctx) {
        CompletionRequest b = Json.body(ctx, CompletionRequest.class);
        notNegative("bestStep", b.bestStep());
        notNegative("steps", b.steps());
        notNegative("seconds", b.seconds());
        end(
                ctx,
                new Command.CompleteTrial(
                        trial(ctx),
                        b.value(),
                        b.bestStep(),
                        b.steps(),
                        b.seconds(),
                        b.measurements() == null ? Map.of() : b.measurements()));
    }

    private static void notNegative(String field, Number value) {
        if (!(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            throw Problem.malformed("'%s' must be 0 or more, not %s".formatted(field, value));
        }
    }

    private void end(Context ctx, Command.OnTrial command) {
        Ledger.Performed done = askTell.end(command, requests.actor(ctx), requests.key(ctx));
        if (trials != null) {
            trials.ended(command.trial());
        }
        Json.answer(ctx, new CommandApi.CommandResponse(done.position(), trial(ctx)));
    }

    private static String trial(Context ctx) {
        return ctx.pathParam("trial");
    }
}
