package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Access control over real HTTP.
class AccessTest extends TestServer {
    private static final String NOTE = "{\"text\":\"seen\"}";

    private Tokens tokens;

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens);
    }

    @BeforeEach
    void open() throws IOException {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] bearer(String secret) {
        return new String[] {"Authorization", "Bearer " + secret};
    }

    private String cookie(String secret) {
        var answer =
                send(
                        "POST",
                        "/sign-in",
                        "token=" + secret + "&to=%2Fprojects%2Fdigits",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .endsWith("/projects/digits");
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set).contains("HttpOnly").containsIgnoringCase("SameSite=Lax");
        return set.substring(0, set.indexOf(';'));
    }

    @Test
    void withoutTokensUsersOfThisMachineHaveFullAccess() {
        assertThat(send("POST", "/api/v1/rounds/digits-r1/notes", NOTE).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/api/v1/me", null).body()).contains("\"access\":false");
    }

    @Test
    void theFirstTokenTakesEffectAtOnce() {
        tokens.create("ada", AccessRole.READER, null);
        var refused = send("GET", "/api/v1/projects", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(send("POST", "/api/v1/rounds/digits-r1/notes", NOTE).statusCode())
                .isEqualTo(401);
        assertThat(
                        send("GET", "/api/v1/events/stream", null, "Accept", "text/event-stream")
                                .statusCode())
                .isEqualTo(401);
        tokens.revoke("ada");
        assertThat(send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "READER,   GET,  /api/v1/projects,                         200",
        "READER,   POST, /api/v1/rounds/digits-r1/notes,           403",
        "READER,   POST, /api/v1/studies/digits-s1/ask,            403",
        "RECORDER, POST, /api/v1/rounds/digits-r1/notes,           200",
        "RECORDER, POST, /api/v1/rounds/digits-r1/decision,        403",
        "RECORDER, POST, /api/v1/rounds/digits-r1/answers,         403",
        "RECORDER, POST, /api/v1/rounds/digits-r1/acceptances,     403",
        "RECORDER, POST, /api/v1/rounds/digits-r1/close,           403",
        "RECORDER, POST, /api/v1/projects/digits/baselines,        403",
        "RECORDER, POST, /api/v1/launches/digits-l1/revert,        403",
        "DECIDER,  POST, /api/v1/rounds/digits-r1/decision,        400",
        "DECIDER,  GET,  /api/v1/tokens,                           403",
        "ADMIN,    GET,  /api/v1/tokens,                           200",
        "ADMIN,    POST, /api/v1/rounds/digits-r1/notes,           200",
    })
    void eachRoleHasItsPermissions(AccessRole role, String method, String path, int status) {
        String secret = tokens.create("ada", role, null);
        var answer = send(method, path, method.equals("GET") ? null : NOTE, bearer(secret));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain(secret, tokens.list().getFirst().hash());
    }

    @Test
    void theActorOfAnEventIsTheTokensNameNotTheHeader() {
        String secret = tokens.create("zoë", AccessRole.RECORDER, null);
        send(
                "POST",
                "/api/v1/rounds/digits-r1/notes",
                NOTE,
                "Authorization",
                "Bearer " + secret,
                "Tunebook-Actor",
                "the%20boss");
        assertThat(log.at(log.head().position()).orElseThrow().actor()).isEqualTo("zoë");
    }

    @ParameterizedTest
    @CsvSource({"ada,200", "'',200", "bob,401"})
    void httpBasicAcceptsNameAndTokenAsMlflowSendsThem(String user, int status) {
        String secret = tokens.create("ada", AccessRole.READER, null);
        String basic =
                Base64.getEncoder()
                        .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
        assertThat(
                        send("GET", "/api/v1/projects", null, "Authorization", "Basic " + basic)
                                .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer nonsense",
                "Bearer ",
                "Bearer",
                "Basic !!!",
                "Basic bm9jb2xvbg==",
                "Negotiate abc",
                "x"
            })
    void otherCredentialsAreRefused(String header) {
        tokens.create("ada", AccessRole.READER, null);
        assertThat(send("GET", "/api/v1/projects", null, "Authorization", header).statusCode())
                .isEqualTo(401);
    }

    @Test
    void anExpiredOrRevokedTokenAndItsSessionsAreRefused() {
        String over = tokens.create("over", AccessRole.READER, Duration.ofSeconds(-1));
        assertThat(send("GET", "/api/v1/projects", null, bearer(over)).statusCode()).isEqualTo(401);
        String good = tokens.create("good", AccessRole.READER, Duration.ofDays(1));
        String cookie = cookie(good);
        assertThat(send("GET", "/api/v1/projects", null, "Cookie", cookie).statusCode())
                .isEqualTo(200);
        tokens.revoke("good");
        assertThat(send("GET", "/api/v1/projects", null, bearer(good)).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/v1/projects", null, "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aBrowserIsRedirectedToTheSignInPageAndWritesOnlyFromTheDashboard() {
        String secret = tokens.create("ada", AccessRole.RECORDER, null);
        var led = send("GET", "/projects/digits?at=3", null);
        assertThat(led.statusCode()).isEqualTo(302);
        assertThat(led.headers().firstValue("Location").orElseThrow())
                .endsWith("/sign-in?to=%2Fprojects%2Fdigits%3Fat%3D3");
        String cookie = cookie(secret);
        String notes = "/api/v1/rounds/digits-r1/notes";
        assertThat(send("POST", notes, NOTE, "Cookie", cookie).statusCode()).isEqualTo(403);
        assertThat(
                        send("POST", notes, NOTE, "Cookie", cookie, "Origin", "http://evil.example")
                                .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", notes, NOTE, "Cookie", cookie, "Origin", server.url()).statusCode())
                .isEqualTo(200);
        send("POST", "/sign-out", "", "Cookie", cookie, "Origin", server.url());
        assertThat(send("GET", "/api/v1/projects", null, "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/rounds/r1?at=3, /rounds/r1?at=3",
        "//evil.example,  /",
        "/\\evil.example, /",
        "https://evil.example, /",
        "javascript:alert(1), /"
    })
    void signingInRedirectsOnlyToThisServer(String to, String led) {
        assertThat(SignIn.local(to, "")).isEqualTo(led);
    }

    @Test
    void theSignInPageEscapesItsParameters() {
        assertThat(send("GET", "/sign-in?to=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", null).body())
                .doesNotContain("<script")
                .contains("&lt;script&gt;");
    }

    @Test
    void failedAttemptsAreDelayedIncreasingly() {
        String good = tokens.create("ada", AccessRole.READER, null);
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            send("GET", "/api/v1/projects", null, bearer("guess"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(1_500));
        assertThat(send("GET", "/api/v1/projects", null, bearer(good)).statusCode()).isEqualTo(200);
    }

    @Test
    void theFileOfTokensContainsNoSecrets() throws IOException {
        String secret = tokens.create("ada", AccessRole.READER, null);
        Path file = folder.resolve(Tokens.FILE);
        assertThat(java.nio.file.Files.readString(file)).doesNotContain(secret);
        assertThat(
                        java.nio.file.attribute.PosixFilePermissions.toString(
                                java.nio.file.Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(secret.substring("tunebook_".length())).hasSize(43);
    }

    @Test
    void anUnreadableFileOfTokensRefusesEveryRequest() throws IOException {
        java.nio.file.Files.writeString(folder.resolve(Tokens.FILE), "{");
        assertThat(send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.9,  198.51.100.7,                  10.0.0.9",
        "127.0.0.1, 198.51.100.7,                  198.51.100.7",
        "127.0.0.1, '203.0.113.5, 198.51.100.7',   198.51.100.7",
        "127.0.0.1, ,                              127.0.0.1",
    })
    void onlyAConfiguredProxySetsTheAddressOfARequest(String peer, String forwarded, String found) {
        assertThat(new Addresses(Set.of("127.0.0.1")).of(peer, forwarded)).isEqualTo(found);
    }

    /// The head of a stream, from which the rest can be read.
    private java.io.InputStream follow(String... headers) throws Exception {
        HttpResponse<java.io.InputStream> stream =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + LiveStream.PATH))
                                .header("Accept", "text/event-stream")
                                .headers(headers)
                                .build(),
                        BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream.body();
    }

    private static String rest(java.io.InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    @org.junit.jupiter.api.Timeout(60)
    void aStreamEndsWithItsTokenOrItsSession() throws Exception {
        var anonymous = follow("X-Request-Id", "1");
        String kept = tokens.create("kept", AccessRole.ADMIN, null);
        assertThat(rest(anonymous))
                .as("the first token ends anonymous streams")
                .contains("closing");
        String revoked = tokens.create("revoked", AccessRole.READER, null);
        String expiring = tokens.create("expiring", AccessRole.READER, Duration.ofSeconds(2));
        var continuing = follow(bearer(kept));
        var byToken = follow(bearer(revoked));
        var bySession = follow("Cookie", cookie(revoked));
        var byTime = follow(bearer(expiring));
        String signedIn = cookie(kept);
        var signedOut = follow("Cookie", signedIn);
        tokens.revoke("revoked");
        send("POST", "/sign-out", "", "Cookie", signedIn);
        assertThat(rest(byToken)).contains("closing");
        assertThat(rest(bySession)).contains("closing");
        assertThat(rest(byTime)).contains("closing");
        assertThat(rest(signedOut)).contains("closing");
        assertThat(server.subscribers()).isEqualTo(1);
        continuing.close();
    }
}
