package io.tunebook.events.proof;

import io.tunebook.events.log.OwnerOnly;
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

/// The key that signs a log's checkpoints. Its secret half is `checkpoint.key` in the log's folder,
/// readable by the owner only; its public half is `checkpoint.pub`.
///
/// A process that can read the secret half can sign a rewritten history. So a copy of a checkpoint
/// outside the machine proves that the log was rewritten; the key does not.
public final class SigningKey {
    private static final String SECRET = "checkpoint.key";
    private static final String PUBLIC = "checkpoint.pub";

    private final PrivateKey secret;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey secret, VerifierKey verifier) {
        this.secret = secret;
        this.verifier = verifier;
    }

    /// The key of the log in a folder; created when the folder has none.
    ///
    /// @throws IOException when it can be neither read nor created
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
                    "%s is not an Ed25519 key: move the file elsewhere to have a new key created"
                            .formatted(folder.resolve(SECRET)),
                    e);
        }
    }

    /// Whether the log in a folder has a key.
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(SECRET));
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

    /// The checkpoint of the first `size` events as a signed note. Only the public key is needed to
    /// verify it.
    public String sign(MerkleTree tree, long size) {
        return sign(size, tree.root(size));
    }

    /// The checkpoint with this root.
    String sign(long size, byte[] root) {
        String text = new LogCheckpoint(verifier.name(), size, root).text();
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
            throw new IllegalStateException("every JDK provides Ed25519", e);
        }
    }

    /// Writes the public half first: a secret half alone is useless. A disk that is full leaves
    /// none.
    private static void make(Path folder) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        String name =
                "tunebook.local/"
                        + HexFormat.of()
                                .formatHex(Arrays.copyOf(MerkleTree.sha256().digest(encoded), 6));
        OwnerOnly.createFile(folder.resolve(PUBLIC));
        Files.writeString(
                folder.resolve(PUBLIC), VerifierKey.of(name, pair.getPublic()).text() + "\n");
        Path secret = folder.resolve(SECRET);
        try {
            Files.createFile(secret, forItsOwner(secret));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process is creating %s: retry".formatted(secret), e);
        }
        try {
            Files.write(
                    secret,
                    List.of(
                            "-----BEGIN PRIVATE KEY-----",
                            Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded()),
                            "-----END PRIVATE KEY-----"),
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(secret);
            throw e;
        }
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
