package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.exchange.archive.ArchiveExport;
import io.tunebook.server.exchange.exports.CsvExport;
import io.tunebook.server.exchange.exports.CurvesTable;
import io.tunebook.server.exchange.exports.ParquetTable;
import io.tunebook.server.exchange.exports.Scope;
import io.tunebook.server.exchange.exports.Table;
import io.tunebook.server.exchange.exports.TrialsTable;
import io.tunebook.server.exchange.report.Report;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The routes that download trials and curves as files.
final class ExportsApi {
    static final String PARQUET = "application/vnd.apache.parquet";
    static final String ZIP = "application/zip";
    private static final String CSV = "text/csv";

    private final Ledger ledger;
    private final Requests requests;
    private final @Nullable Artifacts artifacts;

    /// @param artifacts null when none are stored
    ExportsApi(Ledger ledger, Requests requests, @Nullable Artifacts artifacts) {
        this.ledger = ledger;
        this.requests = requests;
        this.artifacts = artifacts;
    }

    /// The contents of a table.
    private interface TableBuilder {
        Table of(Snapshot s, Scope scope) throws IOException;
    }

    void routes(RoutesConfig routes) {
        table(
                routes,
                "trials",
                "Trials",
                "one row per trial, with its run, `params.NAME`, `metrics.NAME` and `tags.NAME`",
                (s, scope) -> TrialsTable.of(ledger.log(), s.book(), scope));
        table(
                routes,
                "curves",
                "Curves",
                "one row per measurement, with its exact value",
                (s, scope) -> CurvesTable.of(ledger.log(), s.book(), scope));
        routes.get(
                "/api/v1/projects/{project}/archive",
                this::archive,
                Operation.of(
                                "exportProject",
                                "Exports",
                                "A project with its artifacts as one archive")
                        .withDescription(
                                "`./tunebook import archive FILE` imports it into another Tunebook with the same events and hashes.")
                        .atAPosition()
                        .withResponseContent(ZIP));
        report(routes, "html", "Html", "text/html", Report::html);
        report(routes, "md", "Markdown", "text/markdown", Report::markdown);
    }

    /// The text of a round's report.
    private interface ReportWriter {
        String of(Snapshot s, Round round, String hash);
    }

    /// Always a download: a report that is opened here would be a page of this server.
    private void report(
            RoutesConfig routes, String ending, String format, String type, ReportWriter writer) {
        routes.get(
                "/api/v1/rounds/{round}/report." + ending,
                ctx -> {
                    Snapshot s = requests.snapshot(ctx);
                    Round round = requests.round(ctx, s);
                    RecordedEvent last = ledger.log().at(s.position()).orElseThrow();
                    ctx.contentType(type + "; charset=utf-8")
                            .header(
                                    "Content-Disposition",
                                    "attachment; filename=\"%s.%s\"".formatted(round.id(), ending))
                            .result(
                                    writer.of(s, round, HexFormat.of().formatHex(last.hash()))
                                            .getBytes(StandardCharsets.UTF_8));
                },
                Operation.of(
                                "exportReportAs" + format,
                                "Exports",
                                "The report of a round as "
                                        + (ending.equals("md") ? format : "HTML"))
                        .atAPosition()
                        .withResponseContent(type));
    }

    private void archive(Context ctx) throws IOException {
        Snapshot s = requests.snapshot(ctx);
        Project project = requests.project(ctx, s);
        ctx.contentType(ZIP)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"%s.zip\"".formatted(project.id()));
        ArchiveExport.write(ledger.log(), s.book(), project, artifacts, ctx.outputStream());
    }

    private void table(
            RoutesConfig routes, String name, String title, String rows, TableBuilder made) {
        routes.get(
                "/api/v1/export/%s.csv".formatted(name),
                ctx -> csv(ctx, made),
                operation("export%sAsCsv".formatted(title), title + " as CSV")
                        .withDescription(
                                "In UTF-8, %s. A text that a spreadsheet would read as a formula is prefixed with an apostrophe."
                                        .formatted(rows))
                        .withResponseContent(CSV));
        routes.get(
                "/api/v1/export/%s.parquet".formatted(name),
                ctx -> parquet(ctx, made),
                operation("export%sAsParquet".formatted(title), title + " as a Parquet file")
                        .withDescription("Compressed with Snappy, %s.".formatted(rows))
                        .withResponseContent(PARQUET));
    }

    private static Operation operation(String id, String summary) {
        return Operation.of(id, "Exports", summary)
                .atAPosition()
                .withQuery("project", String.class, "The project to export.", "digits")
                .withQuery("round", String.class, "The round to export.", "digits-r1")
                .withQuery("study", String.class, "The study to export.", "digits-s1")
                .withRefusal(404, "There is no such project, round or study.");
    }

    private Table table(Context ctx, Scope scope, TableBuilder made) throws IOException {
        try {
            return made.of(requests.snapshot(ctx), scope);
        } catch (Scope.UnknownScope e) {
            throw Problem.notFound(String.valueOf(e.getMessage()));
        }
    }

    private Scope scope(Context ctx) {
        try {
            return new Scope(
                    requests.text(ctx, "project"),
                    requests.text(ctx, "round"),
                    requests.text(ctx, "study"));
        } catch (Rejection e) {
            throw Problem.malformed(String.valueOf(e.getMessage()));
        }
    }

    private void csv(Context ctx, TableBuilder made) throws IOException {
        Scope scope = scope(ctx);
        Table table = table(ctx, scope, made);
        ctx.contentType(CSV + "; charset=utf-8");
        named(ctx, scope, table, "csv");
        CsvExport.write(table, ctx.outputStream());
    }

    private void parquet(Context ctx, TableBuilder made) throws IOException {
        Scope scope = scope(ctx);
        Table table = table(ctx, scope, made);
        Path file = Files.createTempFile("tunebook-export", ".parquet");
        try {
            // The table is written beside other temporary files before it is sent.
            if (artifacts != null) {
                artifacts
                        .reserve()
                        .check(
                                java.util.Objects.requireNonNull(file.toAbsolutePath().getParent()),
                                0);
            }
            ParquetTable.write(table, file);
            ctx.contentType(PARQUET);
            named(ctx, scope, table, "parquet");
            Files.copy(file, ctx.outputStream());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void named(Context ctx, Scope scope, Table table, String ending) {
        ctx.header(
                "Content-Disposition",
                "attachment; filename=\"%s-%s.%s\"".formatted(scope.name(), table.name(), ending));
    }
}
