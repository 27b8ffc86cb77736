package io.tunebook.server.exchange.imports;

import io.tunebook.events.log.Chain;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;

/// Names derived from content.
final class Digests {
    private static final int SHORT = 12;

    private Digests() {}

    /// Twelve hexadecimal digits of the hash of these texts.
    static String shortOf(String... parts) {
        byte[] all = String.join("\u0000", parts).getBytes(StandardCharsets.UTF_8);
        return hex(Chain.sha256().digest(all)).substring(0, SHORT);
    }

    /// The id of a run that is not the one that the log has with its id.
    static String other(ParsedRun run) {
        return "csv-"
                + shortOf(run.id(), new TreeMap<>(run.params()).toString(), "" + run.startTime());
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
