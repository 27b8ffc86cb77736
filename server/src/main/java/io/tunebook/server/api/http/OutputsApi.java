package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.exchange.tracking.Outputs;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The routes of what the scripts of external trainers print.
final class OutputsApi {
    private final Ledger ledger;
    private final Requests requests;
    private final @Nullable Outputs outputs;

    /// @param outputs null for a server that keeps no files
    OutputsApi(Ledger ledger, Requests requests, @Nullable Outputs outputs) {
        this.ledger = ledger;
        this.requests = requests;
        this.outputs = outputs;
    }

    /// @param offset of the text's first byte in the whole output, in UTF-8
    /// @param text what was printed there, a megabyte at most
    record OutputRequest(Long offset, String text) {}

    /// @param end the offset after the last byte
    record StoredOutput(String trial, long end) {}

    /// @param from the offset of the text's first byte
    /// @param end the offset after its last byte: ask for what follows with `after`
    record OutputPage(String trial, long from, long end, String text) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/trials/{trial}/output",
                this::append,
                Operation.of("appendOutput", "Trials", "Add to the output of a trial's script")
                        .withDescription(
                                "The server keeps the last megabyte. A part that it has already is skipped, so a request can be repeated.")
                        .withBody(OutputRequest.class)
                        .withResponse(StoredOutput.class));
        routes.get(
                "/api/v1/trials/{trial}/output",
                this::read,
                Operation.of("output", "Trials", "The last megabyte that a trial's script printed")
                        .withQuery(
                                "after",
                                Long.class,
                                "Only what follows this offset (default: 0).",
                                "4096")
                        .withResponse(OutputPage.class));
    }

    private void append(Context ctx) {
        OutputRequest b = Json.body(ctx, OutputRequest.class);
        if (b.offset() < 0) {
            throw Problem.malformed("'offset' must be 0 or more, not %d".formatted(b.offset()));
        }
        byte[] bytes = b.text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Outputs.KEPT) {
            throw Problem.malformed(
                    "'text' has %,d bytes: send %,d at most, and the rest in another request"
                            .formatted(bytes.length, Outputs.KEPT));
        }
        Trial trial = requests.trial(ctx, ledger.now());
        if (!ledger.now().book().studyOf(trial).external()) {
            throw Problem.conflict("trial '%s' has no script".formatted(trial.id()));
        }
        try {
            long end = stored().append(trial.id(), b.offset(), bytes);
            Json.answer(ctx, new StoredOutput(trial.id(), end));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Context ctx) {
        Trial trial = requests.trial(ctx, ledger.now());
        Long after = requests.number(ctx, "after");
        try {
            Outputs.Part part = stored().read(trial.id(), after == null ? 0 : Math.max(0, after));
            int whole = wholeCharacters(part.bytes());
            Json.answer(
                    ctx,
                    new OutputPage(
                            trial.id(),
                            part.from(),
                            part.from() + whole,
                            new String(part.bytes(), 0, whole, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of bytes before a character that the next part completes.
    private static int wholeCharacters(byte[] utf8) {
        for (int back = 1; back <= Math.min(3, utf8.length); back++) {
            int b = utf8[utf8.length - back] & 0xff;
            if (b >= 0xc0) {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return back < length ? utf8.length - back : utf8.length;
            }
            if (b < 0x80) {
                break;
            }
        }
        return utf8.length;
    }

    private Outputs stored() {
        if (outputs == null) {
            throw Problem.conflict("this server keeps no files");
        }
        return outputs;
    }
}
