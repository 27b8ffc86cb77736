package io.tunebook.events.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The proofs are verified by RFC 9162's algorithms (2.1.3.2 and 2.1.4.2), which share no code with
/// the tree.
class MerkleTreeTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;
    private SqliteEventLog log;
    private MerkleTree tree;

    @BeforeEach
    void aLogOfSixHundredEvents() {
        log = SqliteEventLog.open(folder);
        for (int i = 0; i < 6; i++) {
            List<NewEvent> events = new ArrayList<>();
            for (int k = 0; k < 100; k++) {
                events.add(
                        new NewEvent(
                                IDS.next(), "t", 1, "ada", Instant.now(), new byte[] {(byte) k}));
            }
            log.append("s" + i, Expected.any(), events);
        }
        tree = new MerkleTree(log);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void emptyAndOneLeafTreesMatchTheStandard() {
        assertThat(HexFormat.of().formatHex(tree.root(0)))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(tree.root(1))
                .isEqualTo(MerkleTree.leaf(MerkleTree.sha256(), log.hashes(0, 1).getFirst()));
    }

    @Test
    void theRootOverAnyNumberOfEventsMatchesTheDefinition() {
        List<byte[]> leaves = log.hashes(0, 600);
        for (int n : new int[] {1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 512, 513, 599, 600}) {
            assertThat(tree.root(n)).as("size %d", n).isEqualTo(byDefinition(leaves.subList(0, n)));
        }
    }

    private static byte[] byDefinition(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return MerkleTree.leaf(MerkleTree.sha256(), leaves.getFirst());
        }
        int k = 1;
        while (2 * k < leaves.size()) {
            k *= 2;
        }
        return node(
                byDefinition(leaves.subList(0, k)), byDefinition(leaves.subList(k, leaves.size())));
    }

    private static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = MerkleTree.sha256();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    @Test
    void anInclusionProofHoldsForItsEventAndNoOther() {
        for (int size : new int[] {1, 2, 5, 256, 300, 512, 600}) {
            byte[] root = tree.root(size);
            for (int position = 1; position <= size; position += 1 + size / 37) {
                List<byte[]> proof = tree.inclusion(position, size);
                byte[] hash = log.at(position).orElseThrow().hash();
                assertThat(included(hash, position - 1, size, proof, root)).isTrue();
                byte[] other = hash.clone();
                other[3] ^= 1;
                assertThat(included(other, position - 1, size, proof, root)).isFalse();
                assertThat(size > 1 && included(hash, position % size, size, proof, root))
                        .isFalse();
            }
        }
    }

    private static boolean included(
            byte[] data, long index, long size, List<byte[]> proof, byte[] root) {
        long fn = index;
        long sn = size - 1;
        byte[] r = MerkleTree.leaf(MerkleTree.sha256(), data);
        for (byte[] p : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                r = node(r, p);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(r, root);
    }

    @Test
    void everyTreeIsProvedToBeAPrefixOfEveryLargerOne() {
        for (int from : new int[] {1, 2, 3, 8, 100, 255, 256, 257, 512, 600}) {
            for (int to : new int[] {1, 2, 3, 8, 129, 256, 300, 512, 600}) {
                if (from > to) {
                    continue;
                }
                List<byte[]> proof = tree.consistency(from, to);
                assertThat(consistent(from, to, tree.root(from), tree.root(to), proof))
                        .as("%d to %d", from, to)
                        .isTrue();
                byte[] rewritten = tree.root(from).clone();
                rewritten[0] ^= 1;
                assertThat(consistent(from, to, rewritten, tree.root(to), proof)).isFalse();
            }
        }
    }

    private static boolean consistent(
            long first, long second, byte[] firstRoot, byte[] secondRoot, List<byte[]> proof) {
        if (first == second) {
            return proof.isEmpty() && MessageDigest.isEqual(firstRoot, secondRoot);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            path.addFirst(firstRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] fr = path.getFirst();
        byte[] sr = path.getFirst();
        for (byte[] c : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = node(c, fr);
                sr = node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0
                && MessageDigest.isEqual(fr, firstRoot)
                && MessageDigest.isEqual(sr, secondRoot);
    }

    @Test
    void proofsBeyondTheLogAreRejected() {
        assertThatThrownBy(() -> tree.root(601)).hasMessageContaining("600");
        assertThatThrownBy(() -> tree.inclusion(0, 10)).hasMessageContaining("not among");
        assertThatThrownBy(() -> tree.inclusion(11, 10)).hasMessageContaining("not among");
        assertThatThrownBy(() -> tree.consistency(11, 10)).hasMessageContaining("prefix");
    }

    @Test
    void aCheckpointIsAcceptedOnlyUnchangedAndWithItsKey() throws Exception {
        SigningKey key = SigningKey.in(folder);
        String note = key.sign(tree, 600);
        assertThat(SigningKey.publicIn(folder)).isEqualTo(key.verifier());
        assertThat(VerifierKey.parse(key.verifier().text())).isEqualTo(key.verifier());
        LogCheckpoint checkpoint = key.verifier().open(note);
        assertThat(checkpoint)
                .isEqualTo(new LogCheckpoint(key.verifier().name(), 600, tree.root(600)));
        assertThat(SigningKey.in(folder).verifier()).as("kept").isEqualTo(key.verifier());

        assertThatThrownBy(() -> key.verifier().open(note.replaceFirst("\n600\n", "\n599\n")))
                .isInstanceOf(UnreadableCheckpoint.class)
                .hasMessageContaining("signature");
        assertThatThrownBy(() -> key.verifier().open("no note"))
                .isInstanceOf(UnreadableCheckpoint.class);
        SigningKey other = SigningKey.in(java.nio.file.Files.createDirectory(folder.resolve("o")));
        assertThatThrownBy(() -> other.verifier().open(note))
                .isInstanceOf(UnreadableCheckpoint.class)
                .hasMessageContaining("not signed by");
        assertThatThrownBy(() -> VerifierKey.parse("a+b+c"))
                .isInstanceOf(UnreadableCheckpoint.class);
    }

    /// The example of the C2SP's signed notes, which another program made (Go's `sumdb/note`).
    @Test
    void aNoteOfAnotherProgramIsRead() {
        VerifierKey key =
                VerifierKey.parse(
                        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertThatThrownBy(() ->
                        key.open(
                                """
                                If you think cryptography is the answer to your problem,
                                then you don't know what your problem is.

                                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
                                """))
                .as("signed by its key, but not a checkpoint")
                .isInstanceOf(UnreadableCheckpoint.class)
                .hasMessageContaining("fewer than three lines");
    }
}
