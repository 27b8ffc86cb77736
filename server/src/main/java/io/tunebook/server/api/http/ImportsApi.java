package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.exchange.uploads.ImportPreview;
import io.tunebook.server.exchange.uploads.UploadImporter;
import io.tunebook.server.exchange.uploads.UploadImporter.ImportChoices;
import io.tunebook.server.exchange.uploads.UploadKind;
import io.tunebook.server.exchange.uploads.UploadTooLargeException;
import java.io.IOException;

/// The routes that import files of other tools while the server runs: upload with a preview, then
/// import or discard.
final class ImportsApi {
    private static final String NO_UPLOAD =
            "There is no such upload: it was imported, discarded, or is older than an hour.";

    private final UploadImporter importer;
    private final Requests requests;

    ImportsApi(UploadImporter importer, Requests requests) {
        this.importer = importer;
        this.requests = requests;
    }

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/imports",
                this::upload,
                Operation.of("uploadImport", "Imports", "Upload a file and preview its import")
                        .withDescription(
                                "The body is the file itself, at most 512 MB. Records nothing: import or discard the upload within an hour.")
                        .withRequiredQuery(
                                "kind",
                                String.class,
                                "`optuna`, `tensorboard` (an event file, or a ZIP file of a folder), `csv` or `archive`.",
                                "csv")
                        .withRequiredQuery("name", String.class, "The file's name.", "runs.csv")
                        .withQuery(
                                "skipDamaged",
                                Boolean.class,
                                "Skip files of the upload that cannot be read, and list them in `skipped`.",
                                "true")
                        .withResponse(ImportPreview.class)
                        .withRefusal(409, "The file cannot be read.")
                        .withRefusal(413, "The file is larger than 512 MB."));
        routes.get(
                "/api/v1/imports/{import}",
                ctx -> Json.answer(ctx, importer.step(id(ctx)).orElseThrow(() -> unknown(ctx))),
                Operation.of("importProgress", "Imports", "The progress of an import")
                        .withResponse(UploadImporter.ImportStep.class)
                        .withRefusal(404, NO_UPLOAD));
        routes.post(
                "/api/v1/imports/{import}/apply",
                this::apply,
                Operation.of("applyImport", "Imports", "Import an upload")
                        .withDescription(
                                "A second import of the same source adds only what is new. `objective`, `direction` and `experiment` are for tables.")
                        .withBody(ImportChoices.class)
                        .withResponse(UploadImporter.ImportResult.class)
                        .withRefusal(404, NO_UPLOAD)
                        .withRefusal(409, "A choice does not fit the file."));
        routes.post(
                "/api/v1/imports/{import}/discard",
                ctx -> {
                    importer.discard(id(ctx));
                    ctx.status(204);
                },
                Operation.of("discardImport", "Imports", "Discard an upload"));
    }

    private static String id(Context ctx) {
        return ctx.pathParam("import");
    }

    private static Problem unknown(Context ctx) {
        return Problem.unknown("import", id(ctx));
    }

    private void upload(Context ctx) throws IOException {
        String label = requests.text(ctx, "kind");
        UploadKind kind =
                UploadKind.of(label == null ? "" : label)
                        .orElseThrow(() ->
                                Problem.malformed(
                                        "'kind' must be one of %s, not '%s'"
                                                .formatted(
                                                        UploadKind.labels(),
                                                        label == null ? "" : label)));
        String name = requests.text(ctx, "name");
        if (name == null) {
            throw Problem.malformed("'name' is missing: send the file's name");
        }
        try {
            Json.answer(
                    ctx,
                    importer.upload(
                            kind,
                            name,
                            ctx.req().getContentLengthLong(),
                            ctx.bodyInputStream(),
                            Boolean.parseBoolean(requests.text(ctx, "skipDamaged"))));
        } catch (UploadTooLargeException e) {
            throw Problem.tooLarge(String.valueOf(e.getMessage()));
        } catch (UnreadableSourceException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }

    private void apply(Context ctx) throws IOException {
        ImportChoices choices = Json.body(ctx, ImportChoices.class);
        try {
            Json.answer(
                    ctx,
                    importer.apply(id(ctx), choices, requests.actor(ctx))
                            .orElseThrow(() -> unknown(ctx)));
        } catch (UnreadableSourceException e) {
            throw Problem.conflict(String.valueOf(e.getMessage()));
        }
    }
}
