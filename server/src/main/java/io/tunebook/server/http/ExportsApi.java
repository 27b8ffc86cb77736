package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.exports.CsvTable;
import io.tunebook.server.exports.CurvesTable;
import io.tunebook.server.exports.ParquetTable;
import io.tunebook.server.exports.Scope;
import io.tunebook.server.exports.Table;
import io.tunebook.server.exports.TrialsTable;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.openapi.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Trials and curves as files to download.
final class ExportsApi {
    static final String PARQUET = "application/vnd.apache.parquet";
    private static final String CSV = "text/csv";

    private final Ledger ledger;
    private final Requests requests;

    ExportsApi(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    /// What a download is made from.
    private interface Made {
        Table of(Snapshot s, Scope scope);
    }

    void routes(RoutesConfig routes) {
        table(
                routes,
                "trials",
                "Trials",
                "one row a trial, with `params.NAME` and `metrics.NAME`",
                (s, scope) -> TrialsTable.of(s.book(), scope));
        table(
                routes,
                "curves",
                "Curves",
                "one row a measurement, as exactly as it was told",
                (s, scope) -> CurvesTable.of(ledger.log(), s.book(), scope));
    }

    private void table(RoutesConfig routes, String name, String title, String rows, Made made) {
        routes.get(
                "/api/v1/export/%s.csv".formatted(name),
                ctx -> csv(ctx, made),
                operation("export%sAsCsv".formatted(title), title + " as CSV")
                        .says(
                                "In UTF-8, %s. A text that a spreadsheet would take for a formula has an apostrophe in front."
                                        .formatted(rows))
                        .givesContent(CSV));
        routes.get(
                "/api/v1/export/%s.parquet".formatted(name),
                ctx -> parquet(ctx, made),
                operation("export%sAsParquet".formatted(title), title + " as a Parquet file")
                        .says("Compressed with Snappy, %s.".formatted(rows))
                        .givesContent(PARQUET));
    }

    private static Operation operation(String id, String summary) {
        return Operation.of(id, "Exports", summary)
                .atAPosition()
                .query("project", String.class, "Those of this project.", "digits")
                .query("round", String.class, "Those of this round.", "digits-r1")
                .query("study", String.class, "Those of this study.", "digits-s1")
                .refuses(404, "What was named is not there.");
    }

    private Table table(Context ctx, Scope scope, Made made) {
        try {
            return made.of(requests.snapshot(ctx), scope);
        } catch (Scope.Unknown e) {
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

    private void csv(Context ctx, Made made) throws IOException {
        Scope scope = scope(ctx);
        Table table = table(ctx, scope, made);
        ctx.contentType(CSV + "; charset=utf-8");
        named(ctx, scope, table, "csv");
        CsvTable.write(table, ctx.outputStream());
    }

    private void parquet(Context ctx, Made made) throws IOException {
        Scope scope = scope(ctx);
        Table table = table(ctx, scope, made);
        Path file = Files.createTempFile("tunebook-export", ".parquet");
        try {
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
