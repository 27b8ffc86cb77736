package io.tunebook.server.api.access;

import io.tunebook.events.Rejection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The tokens in `access.json` beside the log, readable by its owner alone. Access is configured
/// once that file is there, and stays so when its last token is revoked. Thread-safe; a change by
/// another process is seen at the next look, its very first token within a twentieth of a second.
public final class Tokens {
    /// The file's name in the data folder.
    public static final String FILE = "access.json";

    /// How long the first token of a server that had none may go unnoticed.
    private static final long ABSENT_NANOS = 50_000_000;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path folder;
    private final Path file;
    private final Clock clock;
    private volatile CachedTokens seen = new CachedTokens(null, List.of());

    /// Until when the file is taken not to be there, by [System#nanoTime].
    private volatile long absentUntil = System.nanoTime();

    /// @param folder of the log
    public Tokens(Path folder, Clock clock) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.clock = clock;
    }

    /// How the file looked when it was read, so that it is read again when it has changed.
    private record FileStamp(Instant modified, long size, @Nullable Object key) {}

    private record CachedTokens(@Nullable FileStamp stamp, List<Token> tokens) {}

    private record Content(List<Token> tokens) {
        private Content {
            if (tokens == null) {
                throw new Rejection("it names no tokens");
            }
        }
    }

    /// Where they are, and the log too.
    public Path folder() {
        return folder;
    }

    /// Whether a request needs a token at all.
    ///
    /// @throws UnreadableAccessFile when that cannot be known
    public boolean configured() {
        return look().stamp() != null;
    }

    /// All of them, the expired ones too.
    ///
    /// @throws UnreadableAccessFile when the file cannot be read
    public List<Token> list() {
        return look().tokens();
    }

    /// Whose secret it is, unless it has expired or been revoked.
    ///
    /// @throws UnreadableAccessFile when the file cannot be read
    public Optional<Identity> find(String secret) {
        return byHash(Secret.hash(secret));
    }

    /// Whose secret has this hash, unless it has expired or been revoked.
    public Optional<Identity> byHash(String hash) {
        Instant now = clock.instant();
        return list().stream()
                .filter(t -> t.hash().equals(hash) && !t.expired(now))
                .map(Token::identity)
                .findFirst();
    }

    /// Makes a token.
    ///
    /// @param lifetime null for one that does not expire
    /// @return its secret, which cannot be read again
    /// @throws Rejection when there is one of that name
    public String create(String name, AccessRole role, @Nullable Duration lifetime) {
        String secret = Secret.random();
        Instant now = clock.instant();
        Token token =
                new Token(
                        name,
                        role,
                        Secret.hash(secret),
                        now,
                        lifetime == null ? null : now.plus(lifetime));
        change(tokens -> {
            if (tokens.stream().anyMatch(t -> t.name().equals(name))) {
                throw new Rejection(
                        "there is a token '%s' already: revoke it first, or choose another name"
                                .formatted(name));
            }
            List<Token> more = new ArrayList<>(tokens);
            more.add(token);
            return more;
        });
        return secret;
    }

    /// @throws Rejection when there is none of that name
    public void revoke(String name) {
        change(tokens -> {
            List<Token> rest = tokens.stream().filter(t -> !t.name().equals(name)).toList();
            if (rest.size() == tokens.size()) {
                throw new Rejection("there is no token '%s'".formatted(name));
            }
            return rest;
        });
    }

    private CachedTokens look() {
        try {
            FileStamp stamp = stamp();
            CachedTokens last = seen;
            if (stamp == null ? last.stamp() == null : stamp.equals(last.stamp())) {
                return last;
            }
            CachedTokens now = new CachedTokens(stamp, stamp == null ? List.of() : read());
            seen = now;
            return now;
        } catch (IOException | JacksonException | Rejection e) {
            throw new UnreadableAccessFile(file, e);
        }
    }

    private @Nullable FileStamp stamp() throws IOException {
        // Asked with every request, and to be told that there is none is dear.
        if (System.nanoTime() - absentUntil < 0) {
            return null;
        }
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.lastModifiedTime().toInstant(),
                    attributes.size(),
                    attributes.fileKey());
        } catch (NoSuchFileException e) {
            absentUntil = System.nanoTime() + ABSENT_NANOS;
            return null;
        }
    }

    private List<Token> read() throws IOException {
        return List.copyOf(MAPPER.readValue(Files.readAllBytes(file), Content.class).tokens());
    }

    private synchronized void change(UnaryOperator<List<Token>> edit) {
        try {
            Files.createDirectories(folder);
            // Two commands at once: one after the other.
            try (FileChannel lock =
                    FileChannel.open(
                            file.resolveSibling(FILE + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                var _ = lock.lock();
                List<Token> before = Files.exists(file) ? read() : List.of();
                write(edit.apply(before));
            }
        } catch (IOException | JacksonException e) {
            throw new UnreadableAccessFile(file, e);
        }
    }

    /// Whoever reads meanwhile sees the old file or the new one.
    private void write(List<Token> tokens) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel out =
                FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(MAPPER.writeValueAsBytes(new Content(tokens))));
            out.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        absentUntil = System.nanoTime();
    }
}
