package io.tunebook.server.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.tunebook.events.Curve;
import io.tunebook.server.api.http.Json;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.training.run.AgentServer;
import io.tunebook.server.training.run.LeasedTraining;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// An agent's requests to its server. Each is repeated until it is answered: a server that
/// restarts, is overloaded or is away for minutes costs time, not a training.
final class ServerConnection implements AgentServer {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final Set<Integer> REPEATED = Set.of(429, 502, 503, 504, 507);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE = 250;
    private static final long LONGEST_PAUSE = 15_000;
    private static final int LEASE_SECONDS = 30;

    private final HttpClient client;
    private final URI server;
    private final @Nullable String token;
    private final Worker worker;
    private final BooleanSupplier closed;

    /// @param device the name of the processor
    record Worker(String id, String host, String backend, String device) {}

    /// @param server its URL
    /// @param token a recorder's token; null without one
    /// @param certificate the only certificate to trust; null for those of the system
    /// @param closed whether requests are repeated no longer
    ServerConnection(
            URI server,
            @Nullable String token,
            Worker worker,
            @Nullable Path certificate,
            BooleanSupplier closed) {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        this.client =
                (certificate == null ? http : http.sslContext(OneCertificate.in(certificate)))
                        .build();
        this.server = server;
        this.token = token;
        this.worker = worker;
        this.closed = closed;
    }

    /// The server refused a request; a repetition would be refused too.
    static final class RefusedException extends RuntimeException {
        private final int status;
        private final String reason;

        RefusedException(int status, String detail, String reason) {
            super(detail);
            this.status = status;
            this.reason = reason;
        }

        int status() {
            return status;
        }
    }

    private record Asked(@Nullable LeasedTraining training) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Refusal(@Nullable String detail, @Nullable String reason) {}

    @Override
    public Optional<LeasedTraining> ask() {
        try {
            byte[] answer =
                    post(
                            "/training/ask",
                            Map.of(
                                    "agent",
                                    Map.of("id", worker.id(), "host", worker.host()),
                                    "backend",
                                    worker.backend(),
                                    "device",
                                    worker.device(),
                                    "leaseSeconds",
                                    LEASE_SECONDS));
            return Optional.ofNullable(Json.read(answer, Asked.class).training());
        } catch (RefusedException e) {
            if (e.reason.equals("drained")) {
                throw new DrainedException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /// Reports that the agent has ended; a server that is away learns it by itself.
    void leave(String why) {
        try {
            var _ =
                    client.send(
                            request("/agents/" + part(worker.id()) + "/leave")
                                    .timeout(Duration.ofSeconds(2))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(Json.write(Map.of("why", why))))
                                    .build(),
                            BodyHandlers.discarding());
        } catch (IOException e) {
            LOG.info("the server does not know that the agent ends: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void heartbeat(String trial) {
        onTrial(trial, "heartbeat", Map.of());
    }

    @Override
    public void measure(String trial, Curve curve) {
        Map<String, List<Object>> metrics = new LinkedHashMap<>();
        for (int m = 0; m < curve.metrics().size(); m++) {
            List<Object> values = new ArrayList<>();
            for (double v : curve.columns()[m]) {
                values.add(Double.isFinite(v) ? (Object) v : Double.toString(v));
            }
            metrics.put(curve.metrics().get(m), values);
        }
        onTrial(
                trial,
                "curve",
                Map.of("steps", Arrays.stream(curve.steps()).boxed().toList(), "metrics", metrics));
    }

    @Override
    public void keep(String trial, byte[] point) {
        lost(() ->
                send(
                        request(path(trial, "checkpoint"))
                                .header("Content-Type", "application/octet-stream"),
                        BodyPublishers.ofByteArray(point)));
    }

    @Override
    public byte[] kept(String trial) {
        return send(request(path(trial, "checkpoint")), null);
    }

    @Override
    public void end(Command.OnTrial command) {
        switch (command) {
            case Command.CompleteTrial c ->
                    onTrial(
                            c.trial(),
                            "complete",
                            Map.of(
                                    "value",
                                    c.value(),
                                    "bestStep",
                                    c.bestStep(),
                                    "steps",
                                    c.steps(),
                                    "seconds",
                                    c.seconds(),
                                    "measurements",
                                    c.measurements()));
            case Command.MarkInfeasible c -> {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("reason", c.reason());
                body.put("kind", c.kind());
                body.put("step", c.step());
                onTrial(c.trial(), "infeasible", body);
            }
            case Command.AbandonTrial c ->
                    onTrial(c.trial(), "abandon", Map.of("why", c.why(), "failed", c.failed()));
            default -> throw new IllegalArgumentException("not the end of a trial: " + command);
        }
    }

    @Override
    public void stop(String study, String why) {
        try {
            post("/studies/" + part(study) + "/stop", Map.of("why", why));
        } catch (RefusedException e) {
            LOG.info("study {} has been stopped meanwhile: {}", study, e.getMessage());
        }
    }

    @Override
    public void handBack(String trial) {
        onTrial(trial, "hand-back", Map.of());
    }

    private void onTrial(String trial, String what, Object body) {
        lost(() -> post(path(trial, what), body));
    }

    /// A refusal means that the trial is no longer this agent's.
    private static void lost(Runnable request) {
        try {
            request.run();
        } catch (RefusedException e) {
            if (e.status == 409 || e.status == 404) {
                throw new LostTrialException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static String path(String trial, String what) {
        return "/trials/" + part(trial) + "/" + what;
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private byte[] post(String path, Object body) {
        return send(
                request(path).header("Content-Type", "application/json"),
                BodyPublishers.ofString(Json.write(body)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + "/api/v1" + path)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    /// @param body null to read
    private byte[] send(HttpRequest.Builder request, @Nullable BodyPublisher body) {
        if (body != null) {
            request.header("Idempotency-Key", UUID.randomUUID().toString()).POST(body);
        }
        HttpRequest whole = request.build();
        for (int attempt = 0; ; attempt++) {
            String problem;
            try {
                HttpResponse<byte[]> answer = client.send(whole, BodyHandlers.ofByteArray());
                if (answer.statusCode() == 200) {
                    return answer.body();
                }
                if (!REPEATED.contains(answer.statusCode())) {
                    throw refused(answer);
                }
                problem = "status " + answer.statusCode();
            } catch (IOException e) {
                problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted during a request", e);
            }
            pause(attempt, problem);
        }
    }

    private void pause(int attempt, String problem) {
        if (closed.getAsBoolean()) {
            throw new IllegalStateException(
                    "the server does not answer (%s), and the agent is stopped".formatted(problem));
        }
        if (attempt == 3) {
            LOG.warn("{} does not answer ({}): trying again", server, problem);
        }
        long most = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt, 10));
        try {
            Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two requests", e);
        }
    }

    private static RefusedException refused(HttpResponse<byte[]> answer) {
        try {
            Refusal refusal = Json.read(answer.body(), Refusal.class);
            return new RefusedException(
                    answer.statusCode(),
                    refusal.detail() == null ? "status " + answer.statusCode() : refusal.detail(),
                    refusal.reason() == null ? "" : refusal.reason());
        } catch (JacksonException e) {
            return new RefusedException(
                    answer.statusCode(),
                    "%s answers with status %d: is it the URL of a Tunebook server?"
                            .formatted(answer.uri(), answer.statusCode()),
                    "");
        }
    }
}
