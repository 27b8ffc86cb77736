package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import io.tunebook.server.exchange.exports.Exported;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportsApiTest extends TestServer {

    @BeforeEach
    void open() throws IOException {
        Exported.into(ledger);
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return fetch("/export/" + path);
    }

    private HttpResponse<byte[]> fetch(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path)).build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void csvTablesAreDownloadedWithADescriptiveFileName() throws Exception {
        HttpResponse<byte[]> answer = get("trials.csv?project=mine");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"mine-trials.csv\"");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
        assertThat(text(answer)).startsWith("project,round,study,").contains("'=cmd|' /C calc'!A0");
        assertThat(text(get("curves.csv?study=demo-s1")).lines()).hasSize(5);
        assertThat(text(get("trials.csv?at=0")).lines()).hasSize(1);
    }

    @Test
    void parquetTablesAreDownloaded() throws Exception {
        HttpResponse<byte[]> answer = get("curves.parquet");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(ExportsApi.PARQUET);
        try (InputFile in = InputFile.of(ByteBuffer.wrap(answer.body()));
                ParquetFileReader reader = ParquetFileReader.open(in)) {
            assertThat(reader.getFileMetaData().numRows()).isEqualTo(8);
        }
    }

    /// A report is downloaded, so that it is not a page of this server.
    @ParameterizedTest
    @CsvSource({"html,text/html,<title>", "md,text/markdown,# "})
    void theReportOfARoundIsDownloaded(String ending, String type, String part) throws Exception {
        HttpResponse<byte[]> answer = fetch("/rounds/demo-r1/report." + ending);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"demo-r1.%s\"".formatted(ending));
        assertThat(text(answer)).contains(part);
    }

    @ParameterizedTest
    @CsvSource({
        "trials.csv?project=nobody,404,there is no project 'nobody'",
        "curves.parquet?round=nobody,404,there is no round 'nobody'",
        "trials.csv?project=demo&round=demo-r1,400,only one of project",
        "trials.csv?at=999999,404,there is no event"
    })
    void anUnknownScopeIsReported(String path, int status, String message) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(text(answer)).contains(message);
    }
}
