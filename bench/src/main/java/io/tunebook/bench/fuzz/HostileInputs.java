package io.tunebook.bench.fuzz;

import java.util.List;
import java.util.Random;

/// Texts and JSON values that often cause errors in programs.
final class HostileInputs {
    /// Values for segments of a URL's path.
    static final List<String> IN_PATHS =
            List.of(
                    "..",
                    ".",
                    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                    "..%5c..%5cwindows",
                    "%00",
                    "%",
                    "%zz",
                    "%c0%ae",
                    "%f0%9f%92%a9",
                    "%E2%80%AE",
                    ";x=y",
                    "a%20b",
                    "%27%22%3Cscript%3E",
                    "0",
                    "-1",
                    "9223372036854775808",
                    "null",
                    "%0d%0aSet-Cookie:x=y",
                    "*",
                    "{id}",
                    "a".repeat(3_000),
                    "%F0".repeat(200));

    /// Values for query parameters.
    static final List<String> IN_QUERIES =
            List.of(
                    "",
                    "-1",
                    "0",
                    "1",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "9223372036854775808",
                    "1e400",
                    "NaN",
                    "0x10",
                    "1.5",
                    "true",
                    "null",
                    "%00",
                    "%",
                    "%zz",
                    "%ff%fe",
                    "%F0%9F%92%A9",
                    ",",
                    ",,,,",
                    "a,".repeat(2_000),
                    "%2527%22%3B--",
                    "2026-13-45T99:99:99Z",
                    "-999999999-01-01T00:00:00Z",
                    "%2B999999999-12-31T23:59:59Z",
                    "(a%2B)%2B%24",
                    "x".repeat(5_000));

    /// JSON for places where another value is expected.
    static final List<String> JSON =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-0",
                    "-1",
                    "1.5",
                    "1e308",
                    "1e400",
                    "-1e-400",
                    "2147483648",
                    "9223372036854775807",
                    "9223372036854775808",
                    "123456789012345678901234567890",
                    "9".repeat(900),
                    "9".repeat(5_000),
                    "1e999999999",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "\"NaN\"",
                    "\"Infinity\"",
                    "\"\"",
                    "\" \"",
                    "\"\\u0000\"",
                    "\"\\u202E\\u0007\\u001b[31m\"",
                    "\"\\ud800\"",
                    "\"\\uDC00\\uD800\"",
                    "\"💩👩‍👩‍👧\"",
                    "\"../../etc/passwd\"",
                    "\"<script>alert(1)</script>\"",
                    "\"=cmd|' /C calc'!A0\"",
                    "\"%s%n%x\"",
                    "\"${jndi:ldap://x}\"",
                    "\"(a+)+$\"",
                    "\"" + "x".repeat(200_000) + "\"",
                    "[]",
                    "{}",
                    "[null]",
                    "[[[[[[]]]]]]",
                    "{\"\":\"\"}",
                    "{\"@class\":\"x\"}",
                    "{\"scale\":\"log\"}",
                    "[" + "0,".repeat(20_000) + "0]",
                    "[".repeat(500) + "]".repeat(500),
                    "{\"a\":".repeat(200) + "1" + "}".repeat(200));

    /// Complete header lines.
    static final List<String> HEADERS =
            List.of(
                    "Tunebook-Actor: %",
                    "Tunebook-Actor: %zz",
                    "Tunebook-Actor: %00",
                    "Tunebook-Actor: %F0%9F%92%A9",
                    "Tunebook-Actor: " + "a".repeat(300),
                    "Tunebook-Actor:",
                    "Idempotency-Key: x",
                    "Idempotency-Key:",
                    "Idempotency-Key: 1-1-1-1-1",
                    "Idempotency-Key: 00000000-0000-0000-0000-000000000000",
                    "Idempotency-Key: ffffffff-ffff-ffff-ffff-ffffffffffff",
                    "If-None-Match: *",
                    "If-None-Match: \"\"\"",
                    "If-Match: x",
                    "If-Modified-Since: never",
                    "Range: bytes=0-0",
                    "Range: bytes=5-1,-1",
                    "Accept: nonsense",
                    "Accept: image/*;q=x",
                    "Accept-Encoding: gzip;q=2, *;q=-1",
                    "Accept-Language: " + "x,".repeat(500),
                    "Authorization: Bearer",
                    "Authorization: Basic !!!",
                    "Authorization: Basic OjE=",
                    "Authorization: Digest x",
                    "Cookie: tunebook_session=x; =; ;;",
                    "Cookie: $Version=1; a=\"b",
                    "Last-Event-ID: x",
                    "Last-Event-ID: 99999999999999999999",
                    "X-Forwarded-For: 1.2.3.4, x, ::1",
                    "X-Request-Id: " + "x".repeat(200),
                    "X-HTTP-Method-Override: DELETE",
                    "Content-Encoding: gzip",
                    "Content-Encoding: br",
                    "Content-Language: x",
                    "Origin: http://evil.example",
                    "Origin: null",
                    "Sec-Fetch-Site: cross-site",
                    "Referer: \u00ff",
                    "Expect: 100-continue",
                    "Upgrade: websocket",
                    "X-Long: " + "x".repeat(9_000),
                    "X-Too-Long: " + "x".repeat(20_000),
                    " folded: x",
                    "no colon",
                    ": no name",
                    "Bad Name: x",
                    "Content-Length: 5",
                    "Host: evil.example",
                    "TE: trailers");

    static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/xml",
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "application/x-www-form-urlencoded",
                    "application/json; charset=utf-16",
                    "application/json; charset=nonsense",
                    "///",
                    "");

    static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "FOO");

    private HostileInputs() {}

    static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
