package io.tunebook.server.exchange.mlflow;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Generated names for runs without one.
public final class RunNames {
    private static final List<String> HOW =
            List.of(
                    "brave", "calm", "clever", "eager", "gentle", "keen", "lively", "merry",
                    "nimble", "placid", "quiet", "rapid", "sly", "steady", "swift", "tidy");
    private static final List<String> WHAT =
            List.of(
                    "auk", "crane", "dove", "finch", "grouse", "heron", "ibis", "jay", "kite",
                    "lark", "magpie", "owl", "plover", "rook", "swan", "wren");

    private RunNames() {}

    public static String next() {
        var random = ThreadLocalRandom.current();
        return "%s-%s-%d"
                .formatted(
                        HOW.get(random.nextInt(HOW.size())),
                        WHAT.get(random.nextInt(WHAT.size())),
                        random.nextInt(1_000));
    }
}
