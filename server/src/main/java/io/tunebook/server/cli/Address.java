package io.tunebook.server.cli;

import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.Exposure;
import io.tunebook.server.api.http.PublicUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The address that the server listens on.
final class Address {
    static final int DEFAULT_PORT = 7070;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: 127.0.0.1, this machine only).")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on (default: 7070, or the next free one).")
    @Nullable Integer port;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate for HTTPS (PEM, followed by its chain).")
    @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Private key of the certificate (PEM, PKCS #8).")
    @Nullable Path key;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            converter = PublicUrlConverter.class,
            description =
                    "URL by which users reach the server, when a proxy or another name is in front of it; it can have a path, such as https://example.org/ml/tunebook.")
    @Nullable PublicUrl publicUrl;

    @Option(
            names = "--behind-proxy",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Proxies whose X-Forwarded-For is trusted (default: none).")
    List<String> proxies = List.of();

    /// @throws StartupException when other machines could connect without a token
    Exposure exposure(Tokens tokens) {
        if ((certificate == null) != (key == null)) {
            throw new StartupException(
                    "--tls-cert and --tls-key belong together: give both or neither");
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
                    "the server at %s can be reached from other machines, and access is not configured: run './tunebook token create NAME --role admin' with the same --data-dir first"
                            .formatted(publicUrl == null ? host : publicUrl));
        }
        return exposure;
    }

    private static final class PublicUrlConverter implements ITypeConverter<PublicUrl> {
        @Override
        public PublicUrl convert(String text) {
            try {
                return PublicUrl.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
