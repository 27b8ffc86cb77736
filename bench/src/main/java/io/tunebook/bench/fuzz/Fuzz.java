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

/// Fires requests at a server, and looks at every answer. With the same seed and the same server
/// the same requests.
public final class Fuzz {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_FAULTS = 100;

    /// So that requests find something to be about.
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

    /// @param further what else is wrong with an answer; null when nothing is
    public Fuzz(
            URI server, long seed, BiFunction<FuzzRequest, RawResponse, @Nullable String> further) {
        this.server = server;
        this.seed = seed;
        this.further = further;
    }

    /// @param number of the request, from 0
    public record Fault(long number, FuzzRequest shot, String what) {
        @Override
        public String toString() {
            return "request %d: %s%n  %s".formatted(number, what, shot);
        }
    }

    /// @param statuses how many answers had each
    /// @param slowest the longest that an answer took
    public record Outcome(
            long requests,
            Map<Integer, Long> statuses,
            Map<String, Long> operations,
            Duration slowest,
            List<Fault> faults) {}

    /// @param again whether to send another, having sent so many
    /// @throws IOException when the server does not even tell what it does
    public Outcome run(LongPredicate again) throws IOException {
        Random random = new Random(seed);
        WordPool words = new WordPool(random);
        ResponseOracle judge = new ResponseOracle(TIMEOUT);
        Map<Integer, Long> statuses = new TreeMap<>();
        Map<String, Long> operations = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        Duration slowest = Duration.ZERO;
        long sent = 0;
        try (RawHttpClient gun = new RawHttpClient(server, TIMEOUT.plusSeconds(10))) {
            RequestGenerator shots = new RequestGenerator(document(gun), random, words);
            while (again.test(sent) && faults.size() < MAX_FAULTS) {
                FuzzRequest shot =
                        sent < FIRST.size() ? shots.example(FIRST.get((int) sent)) : shots.next();
                try {
                    RawResponse answer = gun.send(shot);
                    statuses.merge(answer.status(), 1L, Long::sum);
                    if (answer.status() < 300) {
                        operations.merge(shot.operation(), 1L, Long::sum);
                        learn(words, answer);
                    }
                    slowest = slowest.compareTo(answer.took()) < 0 ? answer.took() : slowest;
                    String fault = judge.fault(shot, answer);
                    fault = fault == null ? further.apply(shot, answer) : fault;
                    if (fault != null) {
                        faults.add(new Fault(sent, shot, fault));
                    }
                } catch (IOException e) {
                    faults.add(new Fault(sent, shot, "no answer: " + e));
                }
                sent++;
            }
        }
        return new Outcome(sent, statuses, operations, slowest, faults);
    }

    private static JsonNode document(RawHttpClient gun) throws IOException {
        FuzzRequest asked =
                new FuzzRequest("openapi", "GET", "/api/v1/openapi.json", List.of(), new byte[0]);
        return MAPPER.readTree(gun.send(asked).body());
    }

    private static void learn(WordPool words, RawResponse answer) {
        if (answer.type().startsWith("application/json") && answer.body().length < 20_000) {
            try {
                words.learn(MAPPER.readTree(answer.body()));
            } catch (JacksonException e) {
                throw new IllegalStateException("that is no JSON: " + answer.text(), e);
            }
        }
    }
}
