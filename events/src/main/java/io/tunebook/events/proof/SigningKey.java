package io.tunebook.events.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The key with which a log signs its checkpoints. It stands in the log's folder, in
/// `checkpoint.key`, for its owner alone; its public half in `checkpoint.pub`, for everybody.
///
/// Whoever can read it can sign a rewritten history. What proves a rewriting is therefore the
/// checkpoint that somebody else has kept, and not the key.
public final class SigningKey {
    private static final String SECRET = "checkpoint.key";
    private static final String PUBLIC = "checkpoint.pub";

    private final PrivateKey secret;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey secret, VerifierKey verifier) {
        this.secret = secret;
        this.verifier = verifier;
    }

    /// The key of the log in a folder, made where there is none.
    ///
    /// @throws IOException when it can be neither read nor made
    public static SigningKey in(Path folder) throws IOException {
        try {
            Path secret = folder.resolve(SECRET);
            if (!Files.exists(secret)) {
                make(folder);
            }
            byte[] encoded =
                    Base64.getMimeDecoder()
                            .decode(Files.readString(secret).replaceAll("-----[A-Z ]+-----", ""));
            return new SigningKey(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                    publicIn(folder));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "%s holds no Ed25519 key: move it away, and a new one is made"
                            .formatted(folder.resolve(SECRET)),
                    e);
        }
    }

    /// The public half of the key of the log in a folder.
    ///
    /// @throws java.nio.file.NoSuchFileException when the log has none yet
    public static VerifierKey publicIn(Path folder) throws IOException {
        return VerifierKey.parse(Files.readString(folder.resolve(PUBLIC)));
    }

    public VerifierKey verifier() {
        return verifier;
    }

    /// The checkpoint of the first `size` events as a signed note, which says all that is needed to
    /// check it but the key.
    public String sign(MerkleTree tree, long size) {
        String text = new LogCheckpoint(verifier.name(), size, tree.root(size)).text();
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(secret);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signature =
                    ByteBuffer.allocate(4 + 64).put(verifier.id()).put(ed25519.sign()).array();
            return "%s\n— %s %s\n"
                    .formatted(
                            text, verifier.name(), Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /// The public half first: a secret without it would be of no use.
    private static void make(Path folder) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        String name =
                "tunebook.local/"
                        + HexFormat.of()
                                .formatHex(Arrays.copyOf(MerkleTree.sha256().digest(encoded), 6));
        Files.writeString(
                folder.resolve(PUBLIC), VerifierKey.of(name, pair.getPublic()).text() + "\n");
        Path secret = folder.resolve(SECRET);
        try {
            Files.createFile(secret, forItsOwner(secret));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process is making %s: try again".formatted(secret), e);
        }
        Files.write(
                secret,
                List.of(
                        "-----BEGIN PRIVATE KEY-----",
                        Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()),
                        "-----END PRIVATE KEY-----"),
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static FileAttribute<?>[] forItsOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            Set.copyOf(PosixFilePermissions.fromString("rw-------")))
                }
                : new FileAttribute<?>[0];
    }
}
