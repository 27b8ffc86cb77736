package io.tunebook.server.api.access;

import io.tunebook.events.Rejection;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The tokens in `access.json` beside the log, which only its owner can read. Access is configured
/// once that file exists, also after its last token is revoked. Thread-safe; a change by another
/// process takes effect with the next request, the first token within 50 ms.
public final class Tokens {
    /// The file's name in the data folder.
    public static final String FILE = "access.json";

    /// The longest time until the first token takes effect.
    private static final long ABSENT_NANOS = 50_000_000;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path folder;
    private final Path file;
    private final Clock clock;
    private final Map<String, Identity> own = new ConcurrentHashMap<>();
    private volatile CachedTokens seen = new CachedTokens(null, List.of());

    /// The time until which the file is assumed not to exist, by [System#nanoTime].
    private volatile long absentUntil = System.nanoTime();

    /// @param folder of the log
    public Tokens(Path folder, Clock clock) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.clock = clock;
    }

    /// The file's attributes when it was read: it is read again when they change.
    private record FileStamp(Instant modified, long size, @Nullable Object key) {}

    private record CachedTokens(@Nullable FileStamp stamp, List<Token> tokens) {}

    private record Content(List<Token> tokens) {
        private Content {
            if (tokens == null) {
                throw new Rejection("it contains no tokens");
            }
        }
    }

    /// A secret for a process that this server starts: valid until the server ends, and in no file.
    public String ownProcess(String name, AccessRole role) {
        String secret = UUID.randomUUID() + "-" + UUID.randomUUID();
        own.put(Secret.hash(secret), new Identity(name, role));
        return secret;
    }

    /// The folder of the tokens and the log.
    public Path folder() {
        return folder;
    }

    /// Whether requests need a token.
    ///
    /// @throws UnreadableAccessFile when the file cannot be read
    public boolean configured() {
        return look().stamp() != null;
    }

    /// All tokens, also the expired ones.
    ///
    /// @throws UnreadableAccessFile when the file cannot be read
    public List<Token> list() {
        return look().tokens();
    }

    /// The owner of a secret, unless the token has expired or been revoked.
    ///
    /// @throws UnreadableAccessFile when the file cannot be read
    public Optional<Identity> find(String secret) {
        return byHash(Secret.hash(secret));
    }

    /// The owner of the secret with this hash, unless the token has expired or been revoked.
    public Optional<Identity> byHash(String hash) {
        Identity process = own.get(hash);
        if (process != null) {
            return Optional.of(process);
        }
        Instant now = clock.instant();
        return list().stream()
                .filter(t -> t.hash().equals(hash) && !t.expired(now))
                .map(Token::identity)
                .findFirst();
    }

    /// The hashes of all tokens that are neither expired nor revoked.
    Set<String> hashes() {
        Instant now = clock.instant();
        return list().stream()
                .filter(t -> !t.expired(now))
                .map(Token::hash)
                .collect(Collectors.toSet());
    }

    /// Whether a token is valid, for requests that take long. Does not hold its secret.
    public BooleanSupplier validity(String secret) {
        String hash = Secret.hash(secret);
        return () -> byHash(hash).isPresent();
    }

    /// Creates a token.
    ///
    /// @param lifetime null for a token that never expires
    /// @return its secret, which cannot be read again
    /// @throws Rejection when the name is already used
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
                        "the token '%s' already exists: revoke it first, or choose another name"
                                .formatted(name));
            }
            List<Token> more = new ArrayList<>(tokens);
            more.add(token);
            return more;
        });
        return secret;
    }

    /// @throws Rejection when there is no such token
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
        // Called for every request, and the exception for a missing file is slow.
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
            OwnerOnly.createFolder(folder);
            OwnerOnly.createFile(file.resolveSibling(FILE + ".lock"));
            // Commands in other processes wait for each other.
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

    /// Replaces the file atomically.
    private void write(List<Token> tokens) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        OwnerOnly.createFile(fresh);
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
