package io.tunebook.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A request with its exact bytes.
///
/// @param operation the `operationId` that it was generated from, or MLflow's path
/// @param target the part between the method and `HTTP/1.1`
/// @param headers complete lines, without `Host` and `Content-Length`
@SuppressWarnings("ArrayRecordComponent")
public record FuzzRequest(
        String operation, String method, String target, List<String> headers, byte[] body) {
    private static final int SHOWN = 300;

    byte[] bytes(String host) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 512);
        StringBuilder head = new StringBuilder();
        head.append("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, target, host));
        headers.forEach(line -> head.append(line).append("\r\n"));
        head.append("Content-Length: %d\r\n\r\n".formatted(body.length));
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return "%s %s %s %s"
                .formatted(
                        method,
                        cut(target),
                        headers.stream().map(FuzzRequest::cut).toList(),
                        cut(new String(body, StandardCharsets.UTF_8)));
    }

    private static String cut(String text) {
        return text.length() <= SHOWN
                ? text
                : "%s… (%,d characters)".formatted(text.substring(0, SHOWN), text.length());
    }
}
