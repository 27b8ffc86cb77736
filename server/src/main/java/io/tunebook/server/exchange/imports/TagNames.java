package io.tunebook.server.exchange.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Names metrics after TensorBoard's tags: a tag that the log cannot have as a name gets another
/// one, and two tags never get the same.
final class TagNames {
    private static final int MAX_NAME = 250;
    private static final int MAX_BEGINNING = 200;

    private final SkippedItems skips;
    private final Set<String> taken = new HashSet<>();

    TagNames(SkippedItems skips) {
        this.skips = skips;
    }

    String of(byte[] tag) {
        String read = new String(tag, StandardCharsets.UTF_8);
        boolean exact = isText(tag);
        if (exact && !read.isBlank() && read.length() <= MAX_NAME && taken.add(read)) {
            return read;
        }
        String digest = Digests.hex(io.tunebook.events.log.Chain.sha256().digest(tag));
        String beginning =
                read.length() > MAX_BEGINNING ? read.substring(0, MAX_BEGINNING) : read.strip();
        String begun = beginning.isBlank() ? "(blank)" : beginning;
        String name =
                tag.length == 0 ? "(no name)" : "%s %s".formatted(begun, digest.substring(0, 12));
        while (!taken.add(name)) {
            name += "_";
        }
        skips.add(
                "the exact name of a tag with a length of %,d%s, recorded as '%s'"
                        .formatted(read.length(), exact ? "" : ", which is not UTF-8", name));
        return name;
    }

    private static boolean isText(byte[] tag) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(tag));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
