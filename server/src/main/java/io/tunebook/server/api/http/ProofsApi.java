package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.MerkleTree;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.LogDifference;
import io.tunebook.server.ledger.Ledger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes for auditors: signed checkpoints, proofs, and the changes between two positions.
final class ProofsApi {
    private final Ledger ledger;
    private final Requests requests;
    private final SigningKey key;
    private final MerkleTree tree;

    ProofsApi(Ledger ledger, Requests requests, SigningKey key) {
        this.ledger = ledger;
        this.requests = requests;
        this.key = key;
        this.tree = new MerkleTree(ledger.log());
    }

    /// @param position the last event when the log is intact, else the first that does not verify
    record Verified(boolean intact, @Nullable Long position, @Nullable String problem) {}

    record Key(String name, String key) {}

    /// @param leaf the event's hash in the chain, in hex: the leaf's data
    /// @param proof from the leaf to the root, in base64
    record Inclusion(long position, long size, String leaf, String root, List<String> proof) {}

    record Consistency(long from, long to, String fromRoot, String toRoot, List<String> proof) {}

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/log/checkpoint",
                this::checkpoint,
                Operation.of("checkpoint", "The log", "A signed checkpoint")
                        .atAPosition()
                        .withDescription(
                                "The size and root of the Merkle tree over all events, signed with Ed25519; see `/log/key`.")
                        .withResponseContent("text/plain"));
        routes.get(
                "/api/v1/log/key",
                ctx -> Json.answer(ctx, new Key(key.verifier().name(), key.verifier().text())),
                Operation.of("logKey", "The log", "The key that signs checkpoints")
                        .withResponse(Key.class));
        routes.get(
                "/api/v1/log/verification",
                this::verification,
                Operation.of("verifyLog", "The log", "Verify the log")
                        .withDescription("Verifies the whole log: about 1 s per million events.")
                        .withResponse(Verified.class));
        routes.get(
                "/api/v1/log/inclusion",
                this::inclusion,
                Operation.of("proveInclusion", "The log", "A proof that an event is in the log")
                        .withRequiredQuery("position", Long.class, "The event's position.", "2")
                        .withQuery(
                                "size",
                                Long.class,
                                "The size of the tree (default: all events).",
                                "5")
                        .withResponse(Inclusion.class)
                        .withRefusal(404, "There is no such event, or the tree is smaller."));
        routes.get(
                "/api/v1/log/consistency",
                this::consistency,
                Operation.of(
                                "proveConsistency",
                                "The log",
                                "A proof that the later log extends the earlier one")
                        .withRequiredQuery("from", Long.class, "The size of the earlier tree.", "2")
                        .withQuery(
                                "to",
                                Long.class,
                                "The size of the later tree (default: all events).",
                                "5")
                        .withResponse(Consistency.class)
                        .withRefusal(404, "The log has no tree of that size."));
        routes.get(
                "/api/v1/diff",
                this::difference,
                Operation.of("difference", "The log", "Changes between two positions")
                        .withRequiredQuery("from", Long.class, "The earlier position.", "2")
                        .withQuery("to", Long.class, "The later position (default: the head).", "5")
                        .withResponse(LogDifference.class)
                        .withRefusal(404, "The log ends before this position."));
    }

    private void checkpoint(Context ctx) {
        ctx.contentType("text/plain; charset=utf-8")
                .result(key.sign(tree, requests.snapshot(ctx).position()));
    }

    /// Verifies the whole log: about 1 s per million events.
    private void verification(Context ctx) {
        Json.answer(
                ctx,
                switch (ledger.log().verify()) {
                    case Verification.Intact v -> new Verified(true, v.head().position(), null);
                    case Verification.Broken v -> new Verified(false, v.position(), v.problem());
                });
    }

    private void inclusion(Context ctx) {
        long position = needed(ctx, "position", requests.number(ctx, "position"));
        long size = orHead(requests.number(ctx, "size"));
        try {
            List<byte[]> proof = tree.inclusion(position, size);
            Json.answer(
                    ctx,
                    new Inclusion(
                            position,
                            size,
                            ledger.log().at(position).map(QueryApi::hex).orElseThrow(),
                            base64(tree.root(size)),
                            base64(proof)));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound(String.valueOf(e.getMessage()));
        }
    }

    private void consistency(Context ctx) {
        long from = needed(ctx, "from", requests.number(ctx, "from"));
        long to = orHead(requests.number(ctx, "to"));
        try {
            List<byte[]> proof = tree.consistency(from, to);
            Json.answer(
                    ctx,
                    new Consistency(
                            from,
                            to,
                            base64(tree.root(from)),
                            base64(tree.root(to)),
                            base64(proof)));
        } catch (IllegalArgumentException e) {
            throw Problem.notFound(String.valueOf(e.getMessage()));
        }
    }

    private void difference(Context ctx) {
        long from = needed(ctx, "from", requests.number(ctx, "from"));
        long to = orHead(requests.number(ctx, "to"));
        if (from > to) {
            throw Problem.malformed(
                    "'from' must not be after 'to', and %d is after %d".formatted(from, to));
        }
        Json.answer(ctx, LogDifference.between(requests.snapshot(from), requests.snapshot(to)));
    }

    private long orHead(@Nullable Long position) {
        return position == null ? ledger.now().position() : position;
    }

    private static long needed(Context ctx, String name, @Nullable Long value) {
        if (value == null) {
            throw Problem.malformed(
                    "'%s' is missing: send %s?%s=N".formatted(name, ctx.path(), name));
        }
        return value;
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }

    private static List<String> base64(List<byte[]> hashes) {
        return hashes.stream().map(ProofsApi::base64).toList();
    }
}
