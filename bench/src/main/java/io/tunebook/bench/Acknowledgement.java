package io.tunebook.bench;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a server promised with an answer: that this event is in the log, at this position.
///
/// @param server the number of the server that answered
/// @param first whether it is the answer to the first request, so that this server appended it
record Acknowledgement(UUID event, long position, int server, boolean first, String path) {
    private static final Pattern POSITION = Pattern.compile("\"position\":([0-9]+)");

    /// The acknowledgement in an answer; null when it does not name a position.
    ///
    /// @param key of the request
    static @Nullable Acknowledgement of(
            String path, String key, String answer, int server, boolean first) {
        Matcher position = POSITION.matcher(answer);
        return key.isEmpty() || !position.find()
                ? null
                : new Acknowledgement(
                        event(path, key), Long.parseLong(position.group(1)), server, first, path);
    }

    /// The event at the position of the answer: of the two of an ask, the start of the trial.
    private static UUID event(String path, String key) {
        return path.endsWith("/ask")
                ? UUID.nameUUIDFromBytes((key + "/start").getBytes(StandardCharsets.UTF_8))
                : UUID.fromString(key);
    }
}
