package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.proof.SigningKey;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Health, metrics and logs for an operator, over real HTTP.
class OperatorTest extends TestServer {
    private Tokens tokens;

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens);
    }

    @BeforeEach
    void open() throws IOException {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
    }

    private HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void healthChecksNeedNoToken() throws Exception {
        tokens.create("ada", AccessRole.READER, null);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        var ready = get("/health/ready");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("\"log\"", "\"access\"", "\"disk\"");
    }

    @Test
    void itIsNotReadyWhileTheTokensCannotBeReadAndReportsIt() throws Exception {
        Files.writeString(folder.resolve(Tokens.FILE), "{");
        var ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("the tokens cannot be read");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "0,false,true",
        "67108863,false,true",
        "67108864,true,true",
        "1073741824,true,false"
    })
    void lowDiskSpaceIsReportedBeforeTheDiskIsFull(long free, boolean ok, boolean warning) {
        Health.Check check = DiskWatch.check(free, DiskWatch.MIN_FREE_BYTES);
        assertThat(check.ok()).isEqualTo(ok);
        assertThat(check.warning()).isEqualTo(warning);
    }

    @Test
    void lowDiskSpaceIsReportedWhileTheServerWorks() throws Exception {
        assertThat(get("/metrics").body()).contains("tunebook_disk_warning 0.0");
        server.close();
        server =
                WebServer.start(
                        ledger,
                        SigningKey.in(folder),
                        ServerOptions.of("127.0.0.1", 0, "somebody")
                                .withTokens(tokens)
                                .withMinFreeDiskBytes(Long.MAX_VALUE));
        var ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"warning\":true", "MB free: make room soon");
        assertThat(get("/metrics").body()).contains("tunebook_disk_warning 1.0");
    }

    @Test
    void prometheusReadsTheServersMetrics() throws Exception {
        get("/api/v1/projects/digits");
        get("/api/v1/projects/nowhere");
        String metrics = get("/metrics").body();
        assertThat(metrics)
                .contains(
                        "tunebook_log_position " + (double) log.head().position(),
                        "tunebook_trials{state=\"completed\"} 0.0",
                        "tunebook_subscribers 0.0",
                        "tunebook_subscribers_cut_total 0.0",
                        "tunebook_log_waiting 0.0",
                        "tunebook_log_append_seconds_count ",
                        "tunebook_log_append_seconds{quantile=\"0.99\"}",
                        "tunebook_http_inside 1.0",
                        "tunebook_training_steps_total 0.0",
                        "tunebook_log_size_bytes ",
                        "tunebook_disk_free_bytes ",
                        "jvm_gc_",
                        "process_files_open_files ",
                        "tunebook_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/projects/{project}\",status=\"200\"} 1",
                        "tunebook_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/projects/{project}\",status=\"404\"} 1");
        // The label is the route, not the path: many different paths create no new series.
        assertThat(metrics).doesNotContain("nowhere");
    }

    @Test
    void aRedirectToTheSignInPageIsNotCountedAsInProgressForEver() throws Exception {
        String secret = tokens.create("prometheus", AccessRole.READER, null);
        for (int i = 0; i < 10; i++) {
            assertThat(get("/").statusCode()).isEqualTo(302);
        }
        String metrics = "";
        // The last request can end shortly after its answer.
        for (int i = 0; i < 3_000 && !metrics.contains("tunebook_http_inside 1.0"); i++) {
            Thread.sleep(20);
            metrics = get("/metrics", "Authorization", "Bearer " + secret).body();
        }
        assertThat(metrics).contains("tunebook_http_inside 1.0");
    }

    @Test
    void metricsNeedTheRoleReader() throws Exception {
        String secret = tokens.create("prometheus", AccessRole.READER, null);
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer " + secret).statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyAnswerHasTheRequestsId() throws Exception {
        assertThat(
                        get("/api/v1/projects", "X-Request-Id", "abc-1")
                                .headers()
                                .firstValue("X-Request-Id"))
                .hasValue("abc-1");
        assertThat(
                        get("/api/v1/projects", "X-Request-Id", "a b<")
                                .headers()
                                .firstValue("X-Request-Id")
                                .orElseThrow())
                .matches("[0-9a-f]{16}");
    }
}
