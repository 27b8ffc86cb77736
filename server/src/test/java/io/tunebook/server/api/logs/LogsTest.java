package io.tunebook.server.api.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.logs.Logs.Format;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogsTest {
    private static final Pattern OURS =
            Pattern.compile("mine-7|fine|forged|IllegalStateException|^2026-01-01");

    private final PrintStream err = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStandardError() {
        System.setErr(err);
        Logs.write(Format.TEXT, false);
    }

    /// The lines of this test: a server of an earlier test may still log.
    private List<String> lines() {
        return logged.toString(StandardCharsets.UTF_8).lines().filter(OURS.asPredicate()).toList();
    }

    private static void logLines() {
        MDC.put(Logs.REQUEST, "mine-7");
        try {
            LoggerFactory.getLogger("io.tunebook.server.Somewhere")
                    .atWarn()
                    .addKeyValue("trial", "p-t1")
                    .setCause(new IllegalStateException("why"))
                    .log("a name\n2026-01-01T00:00:00.000Z ERROR forged \"line\"");
        } finally {
            MDC.remove(Logs.REQUEST);
        }
    }

    @Test
    void aTextLineHasTimeLevelLoggerRequestAndMessage() {
        Logs.write(Format.TEXT, false);
        logLines();
        assertThat(lines().getFirst())
                .matches("\\d{4}-\\d\\d-\\d\\dT.* WARN  Somewhere \\[mine-7] a name .* forged .*");
        assertThat(lines().get(1)).isEqualTo("java.lang.IllegalStateException: why");
    }

    @Test
    void aMessageWithALineBreakIsLoggedInOneLine() {
        Logs.write(Format.TEXT, false);
        logLines();
        assertThat(lines()).noneMatch(l -> l.startsWith("2026-01-01T00:00:00.000Z ERROR"));
    }

    @Test
    void aJsonLineIsOneObjectWithTheException() {
        Logs.write(Format.JSON, false);
        logLines();
        assertThat(lines()).hasSize(1);
        JsonNode line = JsonMapper.shared().readTree(lines().getFirst());
        assertThat(line.get("level").asString()).isEqualTo("WARN");
        assertThat(line.get("request").asString()).isEqualTo("mine-7");
        assertThat(line.get("trial").asString()).isEqualTo("p-t1");
        assertThat(line.get("message").asString()).contains("forged \"line\"");
        assertThat(line.get("error").asString()).contains("IllegalStateException: why");
        assertThat(java.time.Instant.parse(line.get("time").asString())).isNotNull();
    }

    @Test
    void successfulRequestsAreLoggedOnRequestOnly() {
        Logs.write(Format.TEXT, false);
        Logs.requests().debug("fine");
        assertThat(lines()).isEmpty();
        Logs.write(Format.TEXT, true);
        Logs.requests().debug("fine");
        assertThat(lines()).hasSize(1);
    }
}
