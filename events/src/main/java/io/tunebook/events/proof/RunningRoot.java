package io.tunebook.events.proof;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// The root of a [MerkleTree] whose leaves arrive one after another, with memory for one hash a
/// level. Not thread-safe.
public final class RunningRoot {
    private final MessageDigest digest = MerkleTree.sha256();

    /// The roots of full subtrees, the smallest first.
    private final Deque<Subtree> subtrees = new ArrayDeque<>();

    private long size;

    private record Subtree(long size, byte[] hash) {}

    /// Adds the next leaf.
    ///
    /// @param data the event's hash in the chain
    public void add(byte[] data) {
        Subtree last = new Subtree(1, MerkleTree.leaf(digest, data));
        while (!subtrees.isEmpty() && subtrees.peek().size() == last.size()) {
            last = new Subtree(2 * last.size(), node(subtrees.pop().hash(), last.hash()));
        }
        subtrees.push(last);
        size++;
    }

    /// The number of leaves.
    public long size() {
        return size;
    }

    /// The root over all leaves, 32 bytes.
    public byte[] root() {
        Iterator<Subtree> all = subtrees.iterator();
        if (!all.hasNext()) {
            return digest.digest();
        }
        byte[] root = all.next().hash();
        while (all.hasNext()) {
            root = node(all.next().hash(), root);
        }
        return root;
    }

    private byte[] node(byte[] left, byte[] right) {
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }
}
