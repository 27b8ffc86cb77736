package io.tunebook.server.ledger.snapshot;

import io.tunebook.events.Event;
import io.tunebook.events.log.Chain;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Identifies this build. Snapshots of another build are not used: it may fold differently.
final class Build {
    private static final String PACKAGE = "io/tunebook/";

    private Build() {}

    /// A digest of all of Tunebook's classes that affect a read model.
    static byte[] digest() {
        MessageDigest digest = Chain.sha256();
        Set<Path> places = new TreeSet<>();
        for (Class<?> type : List.of(Event.class, Snapshot.class)) {
            places.add(place(type));
        }
        try {
            for (Path place : places) {
                if (Files.isDirectory(place)) {
                    folder(place.resolve(PACKAGE), digest);
                } else {
                    jar(place, digest);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.digest();
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void folder(Path folder, MessageDigest digest) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
    }

    /// Uses the checksums of the jar's entries.
    private static void jar(Path jar, MessageDigest digest) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .filter(entry -> entry.getName().startsWith(PACKAGE))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .forEach(entry ->
                            digest.update(
                                    (entry.getName() + " " + entry.getCrc() + "\n")
                                            .getBytes(StandardCharsets.UTF_8)));
        }
    }
}
