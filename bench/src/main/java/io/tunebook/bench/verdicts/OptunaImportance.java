package io.tunebook.bench.verdicts;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Optuna's `FanovaImportanceEvaluator` in a child process that answers one line per request. The
/// environment variable `PYTHON` names the Python command; the default is `python3`.
final class OptunaImportance implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /// The shares by hyperparameter.
    ///
    /// @param raw of the forest's variance
    /// @param normalized so that they sum to 1, as Optuna shows them
    record Shares(Map<String, Double> raw, Map<String, Double> normalized) {}

    private final Path script;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final String version;

    private OptunaImportance(
            Path script,
            Process process,
            BufferedReader answers,
            BufferedWriter requests,
            String version) {
        this.script = script;
        this.process = process;
        this.answers = answers;
        this.requests = requests;
        this.version = version;
    }

    /// Null where Python or Optuna is missing.
    static @Nullable OptunaImportance start() {
        try {
            Path script = unpack();
            String python = Optional.ofNullable(System.getenv("PYTHON")).orElse("python3");
            Process process =
                    new ProcessBuilder(python, script.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            BufferedReader answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            BufferedWriter requests =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    process.getOutputStream(), StandardCharsets.UTF_8));
            String version = answers.readLine();
            OptunaImportance peer =
                    new OptunaImportance(
                            script, process, answers, requests, version == null ? "" : version);
            if (version == null || !version.startsWith("optuna ")) {
                peer.close();
                return null;
            }
            return peer;
        } catch (IOException _) {
            return null;
        }
    }

    private static Path unpack() throws IOException {
        Path file = Files.createTempFile("tunebook-fanova", ".py");
        try (InputStream resource = OptunaImportance.class.getResourceAsStream("fanova.py")) {
            if (resource == null) {
                throw new IOException("fanova.py is missing from the program");
            }
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /// The version as Optuna reports it: `optuna 5.0.0`.
    String version() {
        return version;
    }

    /// @param trials their values
    /// @param objectives of the trials
    Shares shares(
            List<Parameter> parameters,
            List<Map<String, Value>> trials,
            double[] objectives,
            long seed) {
        List<Map<String, Object>> rows =
                IntStream.range(0, objectives.length)
                        .mapToObj(i ->
                                Map.<String, Object>of(
                                        "values", plain(trials.get(i)), "value", objectives[i]))
                        .toList();
        Map<String, Object> request =
                Map.of(
                        "parameters",
                        parameters.stream()
                                .filter(p -> !(p.domain() instanceof Domain.Fixed))
                                .map(OptunaImportance::described)
                                .toList(),
                        "trials",
                        rows,
                        "seed",
                        seed);
        try {
            requests.write(MAPPER.writeValueAsString(request) + "\n");
            requests.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the process ended");
            }
            JsonNode json = MAPPER.readTree(answer);
            return new Shares(numbers(json.get("raw")), numbers(json.get("normalized")));
        } catch (IOException e) {
            throw new UncheckedIOException("Optuna does not respond: " + e.getMessage(), e);
        }
    }

    private static Map<String, Double> numbers(JsonNode json) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        json.properties().forEach(e -> numbers.put(e.getKey(), e.getValue().asDouble()));
        return numbers;
    }

    private static Map<String, Object> plain(Map<String, Value> values) {
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((name, value) ->
                plain.put(
                        name,
                        switch (value) {
                            case Value.Int v -> v.value();
                            case Value.Real v -> v.value();
                            default -> value.toString();
                        }));
        return plain;
    }

    private static Map<String, Object> described(Parameter p) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", p.name());
        switch (p.domain()) {
            case Domain.Categorical d -> {
                described.put("kind", "choice");
                described.put("choices", d.values().stream().map(Object::toString).toList());
            }
            case Domain.Int d -> range(described, "int", d.low(), d.high(), false);
            case Domain.LogInt d -> range(described, "int", d.low(), d.high(), true);
            case Domain.Log d -> range(described, "float", d.low(), d.high(), true);
            case Domain.Linear d -> range(described, "float", d.low(), d.high(), false);
            case Domain.ReverseLog d -> range(described, "float", d.low(), d.high(), false);
            case Domain.Fixed _ -> throw new IllegalArgumentException("fixed: " + p.name());
        }
        return described;
    }

    private static void range(
            Map<String, Object> described, String kind, Number low, Number high, boolean log) {
        described.put("kind", kind);
        described.put("low", low);
        described.put("high", high);
        described.put("log", log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(script);
        } catch (IOException e) {
            script.toFile().deleteOnExit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
