package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.archive.LogImport;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a demo by the first version, and its pages as that version answered them. Neither is
/// ever edited: an old log opens with the same pages.
class GoldenDemoTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String HEAD =
            "b893526b9097956c0dbaaeb904a5733a4af5550184b6ec48ca764f0c85712152";

    /// The fields that later versions answer differently, with the reason.
    private static final Map<String, String> DIFFERENCES =
            Map.ofEntries(
                    Map.entry("agent", "a trial's page names its agent (issue 24)"),
                    Map.entry("attempt", "a trial's page counts its attempts (issue 24)"),
                    Map.entry("earlierAttempts", "a trial's page links them (issue 24)"),
                    Map.entry("trainer", "a study has its trainer as a field of its own (ADR 15)"),
                    Map.entry("hash", "the round's page carries the hash of its position"),
                    Map.entry("acceptedWarnings", "the round's page counts them"),
                    Map.entry("design", "the findings come with the design, in one response"),
                    Map.entry(
                            "evidence",
                            "the round's page has the verdict on its candidate (issue 19)"),
                    Map.entry("gainBasis", "the gain has what it was measured over (issue 19)"),
                    Map.entry(
                            "searchGain",
                            "the gain in the search is beside that of the reruns (issue 19)"),
                    Map.entry("answer", "the round's page opens with its answer (issue 20)"),
                    Map.entry("next", "the round's page names the next action (issue 20)"),
                    Map.entry("candidates", "the round's page lists what can be proposed"),
                    Map.entry("complexity", "the launch's page has the complexity added"),
                    Map.entry("setting", "a trial has its place among the settings (issue 20)"),
                    Map.entry("settings", "a plot has the settings of its study (issue 20)"),
                    Map.entry("settingName", "a curve has its setting (issue 20)"),
                    Map.entry("useless", "completed trials that count as infeasible (issue 20)"),
                    Map.entry("times", "a study shows when its trials ran (issue 20)"),
                    Map.entry("types", "later versions know more types of events"),
                    Map.entry("unit", "an objective has a unit, guessed for old logs (issue 19)"),
                    Map.entry("metricKinds", "the project's page shows what its metrics measure"),
                    Map.entry("annotations", "trials have marks, tags and notes (issue 20)"),
                    Map.entry("previousTrial", "a trial links its neighbours (issue 20)"),
                    Map.entry("nextTrial", "a trial links its neighbours (issue 20)"),
                    Map.entry("proposable", "a trial can be proposed from its page (issue 20)"),
                    Map.entry("artifacts", "a trial shows the files of its run (issue 20)"),
                    Map.entry("datasets", "a trial shows the datasets of its run (issue 21)"),
                    Map.entry("trainingData", "Compare warns when it differs (issue 20)"),
                    Map.entry("views", "a study has saved views (issue 20)"),
                    Map.entry("activity", "the list of projects has it (issue 20)"),
                    Map.entry("reruns", "pages count reruns apart from studies (issue 19)"),
                    Map.entry(
                            "caveats",
                            "only of hyperparameters that exist in the candidate's configuration (issue 19)"));

    /// Fields with judgements: their rules were corrected (issue 19), the facts below them were
    /// not.
    private static final Set<String> JUDGEMENTS =
            Set.of(
                    "findings",
                    "finding",
                    "importance",
                    "budget",
                    "followUp",
                    "isolation",
                    "gain",
                    "closedBy");

    /// What changed between two positions, where it is a judgement.
    private static final Pattern JUDGED = Pattern.compile("/diff.* changes \\d+ (before|after)");

    /// Fields with reworded texts (issue 18): every number of the old text is in the new one.
    private static final Pattern REWORDED =
            Pattern.compile(
                    ".* (sentence|next|goodFrom|closedBy|title|what)( \\d+)?|.* followUp why|/playbook rules \\d+ text");

    private static final Pattern NUMBER = Pattern.compile("\\d[\\d.,]*");

    @TempDir private Path folder;

    @Test
    void theLogOfTheFirstVersionOpensWithTheSamePages() throws IOException, InterruptedException {
        Path lines = folder.resolve("golden-demo-1.jsonl");
        try (InputStream in = golden("golden-demo-1.jsonl.gz")) {
            Files.copy(in, lines);
        }
        JsonNode pages;
        try (InputStream in = golden("golden-demo-1-pages.json.gz")) {
            pages = JSON.readTree(in);
        }
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"), Wire::isSame)) {
            Head head = LogImport.run(lines, log);
            assertThat(HexFormat.of().formatHex(head.hash())).isEqualTo(HEAD);
            try (Ledger ledger = new Ledger(log, Clock.systemUTC());
                    WebServer server =
                            WebServer.start(
                                    ledger,
                                    SigningKey.in(folder),
                                    ServerOptions.of("127.0.0.1", 0, "somebody"));
                    HttpClient client = HttpClient.newHttpClient()) {
                List<String> differences = new ArrayList<>();
                for (Map.Entry<String, JsonNode> page : pages.properties()) {
                    var request =
                            HttpRequest.newBuilder(
                                    URI.create(server.url() + "/api/v1" + page.getKey()));
                    var answer = client.send(request.build(), BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(page.getKey()).isEqualTo(200);
                    compare(
                            page.getKey(),
                            page.getValue(),
                            JSON.readTree(answer.body()),
                            differences);
                }
                assertThat(differences).isEmpty();
                assertThat(log.head()).isEqualTo(head);
            }
        }
    }

    private static boolean isReworded(String where, JsonNode was, JsonNode is) {
        if (!was.isString() || !is.isString() || !REWORDED.matcher(where).matches()) {
            return false;
        }
        List<String> left = numbers(is.stringValue());
        return numbers(was.stringValue()).stream().allMatch(left::remove);
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(m -> m.group().replaceAll("[.,]+$", ""))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /// Compares field by field; numbers and texts exactly, reworded texts by their numbers.
    private static void compare(String where, JsonNode was, JsonNode is, List<String> differences) {
        if (was.isObject() && is.isObject()) {
            var names = new TreeSet<>(was.propertyNames());
            names.addAll(is.propertyNames());
            names.removeAll(DIFFERENCES.keySet());
            names.removeAll(JUDGEMENTS);
            names.forEach(n -> compare(where + " " + n, was.path(n), is.path(n), differences));
        } else if (was.isArray() && is.isArray() && was.size() == is.size()) {
            for (int i = 0; i < was.size(); i++) {
                compare(where + " " + i, was.get(i), is.get(i), differences);
            }
        } else if (!was.equals(is)
                && !isReworded(where, was, is)
                && !JUDGED.matcher(where).matches()) {
            differences.add("%s: %s was %s".formatted(where, is, was));
        }
    }

    private static InputStream golden(String name) throws IOException {
        InputStream in =
                GoldenDemoTest.class.getResourceAsStream("/io/tunebook/server/golden/" + name);
        return new GZIPInputStream(java.util.Objects.requireNonNull(in, name));
    }
}
