package io.tunebook.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// A server's answer.
///
/// @param headers by lower-case name
/// @param took the time from the first byte sent to the last one received
@SuppressWarnings("ArrayRecordComponent")
public record RawResponse(int status, Map<String, String> headers, byte[] body, Duration took) {
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    String type() {
        return headers.getOrDefault("content-type", "");
    }
}
