package io.tunebook.bench.fuzz;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends requests to a server and checks every answer. The same seed and the same server give the
/// same requests.
public final class Fuzz {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_FAULTS = 100;

    /// The operations that create objects for the requests.
    private static final List<String> FIRST =
            List.of(
                    "createProject",
                    "recordBaseline",
                    "openRound",
                    "createStudy",
                    "acceptWarning",
                    "startStudy",
                    "ask",
                    "measureCurve",
                    "completeTrial",
                    "ask",
                    "addNote");

    private final URI server;
    private final long seed;
    private final BiFunction<FuzzRequest, RawResponse, @Nullable String> further;

    /// @param further another check, which returns the fault of an answer or null
    public Fuzz(
            URI server, long seed, BiFunction<FuzzRequest, RawResponse, @Nullable String> further) {
        this.server = server;
        this.seed = seed;
        this.further = further;
    }

    /// @param number of the request, from 0
    public record Fault(long number, FuzzRequest request, String what) {
        @Override
        public String toString() {
            return "request %d: %s%n  %s".formatted(number, what, request);
        }
    }

    /// @param statuses the number of answers with each status
    /// @param slowest the duration of the slowest answer
    public record Outcome(
            long requests,
            Map<Integer, Long> statuses,
            Map<String, Long> operations,
            Duration slowest,
            List<Fault> faults) {}

    /// @param again whether to send another request after this number of requests
    /// @throws IOException when the server does not return its OpenAPI document
    public Outcome run(LongPredicate again) throws IOException {
        Random random = new Random(seed);
        WordPool words = new WordPool(random);
        ResponseOracle oracle = new ResponseOracle(TIMEOUT);
        Map<Integer, Long> statuses = new TreeMap<>();
        Map<String, Long> operations = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        Duration slowest = Duration.ZERO;
        long sent = 0;
        try (RawHttpClient client = new RawHttpClient(server, TIMEOUT.plusSeconds(10))) {
            RequestGenerator generator = new RequestGenerator(document(client), random, words);
            while (again.test(sent) && faults.size() < MAX_FAULTS) {
                FuzzRequest request =
                        sent < FIRST.size()
                                ? generator.example(FIRST.get((int) sent))
                                : generator.next();
                try {
                    RawResponse answer = client.send(request);
                    statuses.merge(answer.status(), 1L, Long::sum);
                    if (answer.status() < 300) {
                        operations.merge(request.operation(), 1L, Long::sum);
                        learn(words, answer);
                    }
                    slowest = slowest.compareTo(answer.took()) < 0 ? answer.took() : slowest;
                    String fault = oracle.fault(request, answer);
                    fault = fault == null ? further.apply(request, answer) : fault;
                    if (fault != null) {
                        faults.add(new Fault(sent, request, fault));
                    }
                } catch (IOException e) {
                    faults.add(new Fault(sent, request, "no answer: " + e));
                }
                sent++;
            }
        }
        return new Outcome(sent, statuses, operations, slowest, faults);
    }

    private static JsonNode document(RawHttpClient client) throws IOException {
        FuzzRequest request =
                new FuzzRequest("openapi", "GET", "/api/v1/openapi.json", List.of(), new byte[0]);
        return MAPPER.readTree(client.send(request).body());
    }

    private static void learn(WordPool words, RawResponse answer) {
        if (answer.type().startsWith("application/json") && answer.body().length < 20_000) {
            try {
                words.learn(MAPPER.readTree(answer.body()));
            } catch (JacksonException e) {
                throw new IllegalStateException("the answer is not JSON: " + answer.text(), e);
            }
        }
    }
}
