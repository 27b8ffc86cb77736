package io.tunebook.events.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// The public half of a log's key. It verifies the log's checkpoints, which are signed notes
/// (<https://c2sp.org/signed-note>) with Ed25519 (RFC 8032).
///
/// @param name of the key, the same as the log's
/// @param raw the public key, 32 bytes
public record VerifierKey(String name, byte[] raw) {
    private static final byte ED25519 = 1;

    /// The prefix of the 32 bytes in an X.509 encoding (RFC 8410).
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /// As text: name, key id and key, joined by a plus sign.
    public String text() {
        return "%s+%s+%s"
                .formatted(
                        name,
                        HexFormat.of().formatHex(id()),
                        Base64.getEncoder().encodeToString(typed()));
    }

    /// @throws UnreadableCheckpoint when the text is not a key
    public static VerifierKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        try {
            byte[] typed = Base64.getDecoder().decode(parts[parts.length - 1]);
            if (parts.length == 3 && typed.length == 33 && typed[0] == ED25519) {
                VerifierKey key = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, 33));
                if (HexFormat.of().formatHex(key.id()).equals(parts[1])) {
                    return key;
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadableCheckpoint("'%s' is not a verifier key".formatted(text.strip()));
        }
        throw new UnreadableCheckpoint("'%s' is not a verifier key".formatted(text.strip()));
    }

    /// The checkpoint in a signed note.
    ///
    /// @throws UnreadableCheckpoint when this key did not sign the note
    public LogCheckpoint open(String note) {
        int end = note.indexOf("\n\n");
        if (end < 0) {
            throw new UnreadableCheckpoint("it has no signature");
        }
        String text = note.substring(0, end + 1);
        List<String> signatures =
                note.substring(end + 2)
                        .lines()
                        .filter(l -> l.startsWith("— " + name + " "))
                        .toList();
        if (signatures.isEmpty()) {
            throw new UnreadableCheckpoint("it is not signed by '%s'".formatted(name));
        }
        for (String line : signatures) {
            if (signed(text, line.substring(name.length() + 3))) {
                return LogCheckpoint.parse(text);
            }
        }
        throw new UnreadableCheckpoint("its signature is not that of '%s'".formatted(name));
    }

    private boolean signed(String text, String signature) {
        try {
            byte[] bytes = Base64.getDecoder().decode(signature.strip());
            if (bytes.length != 4 + 64 || !Arrays.equals(id(), Arrays.copyOf(bytes, 4))) {
                return false;
            }
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(publicKey());
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(bytes, 4, 64);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new UnreadableCheckpoint("its signature cannot be read: " + e.getMessage());
        }
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded = ByteBuffer.allocate(X509.length + 32).put(X509).put(raw).array();
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    static VerifierKey of(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new VerifierKey(
                name, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    /// The four bytes that identify the key in a signature.
    byte[] id() {
        MessageDigest digest = MerkleTree.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(typed()), 4);
    }

    private byte[] typed() {
        return ByteBuffer.allocate(33).put(ED25519).put(raw).array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
