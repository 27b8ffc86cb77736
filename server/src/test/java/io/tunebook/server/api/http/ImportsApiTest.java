package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.exchange.exports.Exported;
import io.tunebook.server.exchange.imports.EventFile;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Imports over HTTP while the server runs: a preview records nothing, and an upload is imported
/// once.
class ImportsApiTest extends TestServer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final byte[] TABLE =
            "Name,State,lr,val_accuracy\na,finished,0.1,0.5\nb,crashed,0.2,0.75\nc,finished,0.3,0.8\n"
                    .getBytes(StandardCharsets.UTF_8);

    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder));
    }

    private HttpResponse<String> post(String path, byte[] body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode done(String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return MAPPER.readTree(
                client.send(
                                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
                                        .build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aTableIsPreviewedThenImportedOnceAsTheTrialsOfARound() throws Exception {
        JsonNode preview = done("/imports?kind=csv&name=sweep.csv", TABLE);
        assertThat(ledger.now().position()).isZero();
        JsonNode study = preview.path("studies").get(0);
        assertThat(study.path("name").asString()).isEqualTo("sweep");
        assertThat(study.path("newRuns").asInt()).isEqualTo(3);
        assertThat(study.at("/states/finished").asInt() + study.at("/states/failed").asInt())
                .isEqualTo(3);
        assertThat(study.path("parameters").toString()).contains("lr");
        assertThat(study.path("objective").isNull()).isTrue();
        assertThat(study.at("/metrics/val_accuracy").asString()).isEqualTo("MAXIMIZE");
        assertThat(preview.path("columns")).isNotEmpty();
        String apply = "/imports/%s/apply".formatted(preview.path("id").asString());
        assertThat(post(apply, json("{'objective':'no_such_metric'}")).statusCode()).isEqualTo(409);
        JsonNode result = done(apply, json("{'objective':'val_accuracy','unit':'fraction'}"));
        assertThat(result.path("newRuns").asInt()).isEqualTo(3);
        String round = result.path("rounds").get(0).asString();
        assertThat(ledger.now().book().round(round)).isNotNull();
        JsonNode history = get("/trial-histories").path("trials").get(0);
        assertThat(history.path("firstAt").asString()).isEqualTo(history.path("lastAt").asString());
        String experiment = result.path("experiments").get(0).asString();
        assertThat(get("/experiments/" + experiment).at("/directions/val_accuracy").asString())
                .isEqualTo("MAXIMIZE");
        assertThat(post(apply, json("{}")).statusCode()).isEqualTo(404);
        JsonNode again = done("/imports?kind=csv&name=sweep.csv", TABLE).at("/studies/0");
        assertThat(again.path("newRuns").asInt()).isZero();
        assertThat(again.at("/objective/metric").asString()).isEqualTo("val_accuracy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | trial,lr,val_loss#1,0.01,0.412#2,0.001,12345.678#",
                "decimal comma | trial;lr;val_loss#1;0,01;0,412#2;0,001;12345,678#",
                "thousands | trial;lr;val_loss#1;0,01;0,412#2;0,001;12.345,678#",
                "separator line | \uFEFFsep=;#trial;lr;val_loss#1;0,01;0,412#2;0,001;12345,678#",
                "quoted | trial,lr,val_loss#1,\"0,01\",\"0,412\"#2,\"0,001\",\"12345,678\"#"
            })
    void aTableFromASpreadsheetHasTheSameNumbersInEachForm(String form, String lines)
            throws Exception {
        byte[] table = lines.replace("#", "\r\n").getBytes(StandardCharsets.UTF_8);
        JsonNode preview = done("/imports?kind=csv&name=sheet.csv", table);
        assertThat(preview.at("/studies/0/measurements").asInt()).isEqualTo(2);
        assertThat(preview.at("/studies/0/metrics").toString()).contains("val_loss");
        String columns = preview.path("columns").toString();
        assertThat(columns).contains("param: numbers").contains("such as 0.01");
        assertThat(columns.contains("decimal comma")).isEqualTo(!"plain".equals(form));
        JsonNode result =
                done(
                        "/imports/%s/apply".formatted(preview.path("id").asString()),
                        json("{'objective':'val_loss'}"));
        JsonNode runs =
                get("/experiments/" + result.path("experiments").get(0).asString()).path("runs");
        assertThat(runs.toString()).contains("12345.678", "0.412", "\"0.001\"");
    }

    @Test
    void numbersWithThousandsSeparatorsStayTextsWhereCommasSeparateTheFields() throws Exception {
        byte[] table =
                "trial,tokens,val_loss\na,\"1,234\",0.5\nb,\"2,345\",0.6\n"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(done("/imports?kind=csv&name=t.csv", table).path("columns").toString())
                .contains("texts, such as 1,234");
    }

    @ParameterizedTest
    @CsvSource({
        "kind=csv,'',400,'name' is missing",
        "kind=excel&name=a.xls,x,400,kind",
        "kind=csv&name=a.csv,'a,b',409,a.csv has a header but no rows",
        "kind=optuna&name=a.db,PK,409,a.db is neither an Optuna journal nor an SQLite file",
        "kind=tensorboard&name=run.zip,PK,409,no event files in run",
        "kind=archive&name=a.zip,PK,409,a.zip is not an archive, or is damaged: it is no ZIP file"
    })
    void anUploadThatCannotBeReadIsRefusedByItsOwnName(
            String query, String body, int status, String message) throws Exception {
        HttpResponse<String> response =
                post("/imports?" + query, body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(message).doesNotContain("/tmp", "tunebook-import");
        assertThat(ledger.now().position()).isZero();
    }

    @Test
    void aZipFileWithAnEntryOutsideOfItsFolderIsRefused() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("../../events.out.tfevents.1"));
            zip.write(1);
            zip.closeEntry();
        }
        HttpResponse<String> response =
                post("/imports?kind=tensorboard&name=runs.zip", bytes.toByteArray());
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("outside of its folder");
    }

    @Test
    void damagedFilesOfAnUploadAreListedAndSkippedOnRequest() throws Exception {
        byte[] good = EventFile.begun().scalar(1_714_557_600, 1, "loss", 0.5).bytes();
        byte[] damaged = good.clone();
        damaged[good.length - 6] ^= 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String run : List.of("good", "bad", "worse")) {
                zip.putNextEntry(new ZipEntry(run + "/events.out.tfevents.1"));
                zip.write(run.equals("good") ? good : damaged);
                zip.closeEntry();
            }
        }
        String path = "/imports?kind=tensorboard&name=runs.zip";
        HttpResponse<String> refused = post(path, bytes.toByteArray());
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("bad/events.out", "worse/events.out", "skipDamaged=true")
                .doesNotContain("/tmp", "tunebook-import");
        JsonNode preview = done(path + "&skipDamaged=true", bytes.toByteArray());
        assertThat(preview.at("/studies/0/runs").asInt()).isEqualTo(1);
        assertThat(preview.path("skipped").toString()).contains("bad/events", "worse/events");
        JsonNode result =
                done("/imports/%s/apply".formatted(preview.path("id").asString()), json("{}"));
        assertThat(result.path("newRuns").asInt()).isEqualTo(1);
        assertThat(result.path("skipped").toString()).contains("bad/events", "worse/events");
        JsonNode again = done(path + "&skipDamaged=true", bytes.toByteArray());
        assertThat(again.at("/studies/0/newRuns").asInt()).isZero();
    }

    @Test
    void anArchiveIsPreviewedAndAddsOnlyWhatIsNew() throws Exception {
        Exported.into(ledger);
        long before = ledger.now().position();
        byte[] archive =
                client.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        server.url()
                                                                + "/api/v1/projects/mine/archive"))
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body();
        JsonNode preview = done("/imports?kind=archive&name=mine.zip", archive);
        assertThat(preview.at("/project/id").asString()).isEqualTo("mine");
        assertThat(preview.at("/project/newEvents").asInt()).isZero();
        JsonNode result =
                done("/imports/%s/apply".formatted(preview.path("id").asString()), json("{}"));
        assertThat(result.path("project").asString()).isEqualTo("mine");
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void aDiscardedUploadLeavesNoFile() throws Exception {
        long before = temporary();
        JsonNode preview = done("/imports?kind=csv&name=sweep.csv", TABLE);
        assertThat(temporary()).isEqualTo(before + 1);
        String id = preview.path("id").asString();
        assertThat(post("/imports/%s/discard".formatted(id), new byte[0]).statusCode())
                .isEqualTo(204);
        assertThat(temporary()).isEqualTo(before);
        assertThat(post("/imports/%s/apply".formatted(id), json("{}")).statusCode()).isEqualTo(404);
    }

    @Test
    void anUploadThatStatesTooManyBytesIsRefusedBeforeItIsRead() throws Exception {
        try (var socket =
                new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            "POST /api/v1/imports?kind=csv&name=a.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 600000000\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer =
                    new String(socket.getInputStream().readNBytes(400), StandardCharsets.UTF_8);
            assertThat(answer).contains("413");
        }
    }

    private static long temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("tunebook-import"))
                    .count();
        }
    }
}
