package io.tunebook.events.proof;

import io.tunebook.events.log.EventLog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// The Merkle tree over a log's events (RFC 6962, section 2.1). A leaf's data is the event's hash
/// in the chain, which covers all of the event; the leaf of position `p` has index `p - 1`.
///
/// The roots of all full blocks of 256 events are cached, 32 bytes each; the rest is computed on
/// request. Thread-safe.
public final class MerkleTree {
    private static final int BLOCK = 256;

    private final EventLog log;
    private final List<byte[]> blocks = new ArrayList<>();
    private final MessageDigest digest = sha256();

    public MerkleTree(EventLog log) {
        this.log = log;
    }

    /// The root over the first `size` events.
    ///
    /// @param size 0 to the log's head
    /// @return 32 bytes
    /// @throws IllegalArgumentException when the log is shorter than `size`
    public synchronized byte[] root(long size) {
        check(size);
        return size == 0 ? digest.digest() : hash(0, size);
    }

    /// The hashes from an event to the root over the first `size` events (RFC 6962, section 2.1.1),
    /// the lowest first.
    ///
    /// @param position of the event, 1 to `size`
    /// @param size at most the log's head
    public synchronized List<byte[]> inclusion(long position, long size) {
        check(size);
        if (position < 1 || position > size) {
            throw new IllegalArgumentException(
                    "event %,d is not among the first %,d".formatted(position, size));
        }
        List<byte[]> path = new ArrayList<>();
        path(position - 1, 0, size, path);
        return path;
    }

    /// The hashes that prove that the tree over the first `from` events is a prefix of the tree
    /// over the first `to` (RFC 6962, section 2.1.2).
    ///
    /// @param from 1 to `to`
    /// @param to at most the log's head
    public synchronized List<byte[]> consistency(long from, long to) {
        check(to);
        if (from < 1 || from > to) {
            throw new IllegalArgumentException(
                    "the first %,d events are not a prefix of the first %,d".formatted(from, to));
        }
        List<byte[]> proof = new ArrayList<>();
        subproof(from, 0, to, true, proof);
        return proof;
    }

    private void check(long size) {
        if (size < 0 || size > log.head().position()) {
            throw new IllegalArgumentException(
                    "the log has %,d events, not %,d".formatted(log.head().position(), size));
        }
    }

    private void path(long leaf, long from, long to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (leaf < middle) {
            path(leaf, from, middle, path);
            path.add(hash(middle, to));
        } else {
            path(leaf, middle, to, path);
            path.add(hash(from, middle));
        }
    }

    /// @param known whether the other side has the hash of `[from, to)` already
    private void subproof(long size, long from, long to, boolean known, List<byte[]> proof) {
        if (size == to) {
            if (!known) {
                proof.add(hash(from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (size <= middle) {
            subproof(size, from, middle, known, proof);
            proof.add(hash(middle, to));
        } else {
            subproof(size, middle, to, false, proof);
            proof.add(hash(from, middle));
        }
    }

    /// The tree's hash over the leaves in an index range.
    private byte[] hash(long from, long to) {
        long n = to - from;
        if (n == BLOCK && from % BLOCK == 0) {
            return block((int) (from / BLOCK));
        }
        if (n <= BLOCK) {
            return hash(leaves(from, (int) n), 0, (int) n);
        }
        long middle = from + split(n);
        return node(hash(from, middle), hash(middle, to));
    }

    private byte[] block(int index) {
        while (blocks.size() <= index) {
            blocks.add(hash(leaves((long) blocks.size() * BLOCK, BLOCK), 0, BLOCK));
        }
        return blocks.get(index);
    }

    private byte[] hash(List<byte[]> leaves, int from, int to) {
        if (to - from == 1) {
            return leaf(digest, leaves.get(from));
        }
        int middle = from + (int) split(to - from);
        return node(hash(leaves, from, middle), hash(leaves, middle, to));
    }

    private List<byte[]> leaves(long from, int n) {
        List<byte[]> leaves = log.hashes(from, n);
        if (leaves.size() != n) {
            throw new IllegalStateException(
                    "event %,d is missing from the log: run './tunebook verify'"
                            .formatted(from + leaves.size() + 1));
        }
        return leaves;
    }

    private byte[] node(byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    /// The hash of a leaf.
    static byte[] leaf(MessageDigest digest, byte[] data) {
        digest.update((byte) 0);
        return digest.digest(data);
    }

    /// The largest power of two below `n`.
    private static long split(long n) {
        return Long.highestOneBit(n - 1);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK provides SHA-256", e);
        }
    }
}
