package io.tunebook.server.cli;

import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.Exposure;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the server listens.
final class Address {
    static final int DEFAULT_PORT = 7070;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: 127.0.0.1, this machine only).")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port to listen on (default: 7070, or the next free one).")
    @Nullable Integer port;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak HTTPS, with this certificate (PEM, its chain after it).")
    @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The certificate's private key (PEM, PKCS #8).")
    @Nullable Path key;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "What users call the server, where a proxy or a name stands before it.")
    @Nullable URI publicUrl;

    @Option(
            names = "--behind-proxy",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Proxies whose X-Forwarded-For is believed (default: none).")
    List<String> proxies = List.of();

    /// @throws StartupException when others could come in without a token
    Exposure exposure(Tokens tokens) {
        if ((certificate == null) != (key == null)) {
            throw new StartupException(
                    "--tls-cert and --tls-key go together: give both or neither");
        }
        if (publicUrl != null && (publicUrl.getAuthority() == null || !http(publicUrl))) {
            throw new StartupException(
                    "--public-url is like https://tunebook.example.org, not '%s'"
                            .formatted(publicUrl));
        }
        Exposure exposure =
                new Exposure(
                        host,
                        port == null ? DEFAULT_PORT : port,
                        certificate == null || key == null
                                ? null
                                : new Exposure.Tls(certificate, key),
                        publicUrl,
                        Set.copyOf(proxies));
        if (exposure.reachesOthers() && !tokens.configured()) {
            throw new StartupException(
                    "others than this machine's users could reach it at %s, so that access has to be configured first: './tunebook token create NAME --role admin' with the same --data-dir"
                            .formatted(publicUrl == null ? host : publicUrl));
        }
        return exposure;
    }

    private static boolean http(URI url) {
        return "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    }
}
