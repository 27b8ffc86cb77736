package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void itSpeaksHttpsWithACertificateAndItsKeyInPem(String algorithm) throws Exception {
        KeyStore store = made(algorithm);
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
        Files.writeString(
                key, pem("PRIVATE KEY", store.getKey("it", "secret".toCharArray()).getEncoded()));
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                WebServer server = start(ledger, certificate, key);
                HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            assertThat(server.url()).startsWith("https://localhost:");
            var answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        }
    }

    @Test
    void aKeyThatIsNoneIsNamed() throws Exception {
        KeyStore store = made("EC");
        Path certificate = folder.resolve("cert.pem");
        Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            assertThatThrownBy(() -> start(ledger, certificate, certificate))
                    .isInstanceOf(UnusableTlsException.class)
                    .hasMessageContaining("BEGIN PRIVATE KEY");
        }
    }

    private WebServer start(Ledger ledger, Path certificate, Path key) throws Exception {
        return WebServer.start(
                ledger,
                SigningKey.in(folder),
                ServerOptions.of(
                        new Exposure(
                                "localhost", 0, new Exposure.Tls(certificate, key), null, Set.of()),
                        "somebody"));
    }

    private KeyStore made(String algorithm) throws Exception {
        Path file = folder.resolve("made.p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        "it",
                                        "-keyalg",
                                        algorithm,
                                        "-dname",
                                        "CN=localhost",
                                        "-ext",
                                        "san=dns:localhost",
                                        "-keystore",
                                        file.toString(),
                                        "-storepass",
                                        "secret"))
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), "secret".toCharArray());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
    }

    private static SSLContext trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", store.getCertificate("it"));
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
