package io.tunebook.server.ledger.snapshot;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// Reads the values of [ValueWriter]. Not thread-safe.
final class ValueReader {
    private final RecordTypes shapes;
    private final DataInputStream in;
    private final List<String> strings = new ArrayList<>();

    ValueReader(RecordTypes shapes, DataInputStream in) {
        this.shapes = shapes;
        this.in = in;
    }

    @Nullable Object read() throws IOException {
        int tag = in.read();
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.STRING -> string();
            case Tag.AGAIN -> strings.get(in.readInt());
            case Tag.LONG -> in.readLong();
            case Tag.INT -> in.readInt();
            case Tag.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case Tag.TRUE -> true;
            case Tag.FALSE -> false;
            case Tag.INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case Tag.ENUM -> constant();
            case Tag.RECORD -> record();
            case Tag.LIST -> elements();
            case Tag.MAP -> entries();
            case Tag.HASH_MAP -> HashTreePMap.from(entries());
            case Tag.TREE_MAP -> TreePMap.from(named(entries()));
            case Tag.VECTOR -> TreePVector.from(elements());
            case Tag.SET -> HashTreePSet.from(elements());
            default -> throw new IOException("unknown tag " + tag);
        };
    }

    private Enum<?> constant() throws IOException {
        int number = in.readUnsignedShort();
        return shapes.constant(number, (String) Objects.requireNonNull(read()));
    }

    private String string() throws IOException {
        byte[] utf8 = new byte[in.readInt()];
        in.readFully(utf8);
        String s = new String(utf8, StandardCharsets.UTF_8);
        strings.add(s);
        return s;
    }

    private Object record() throws IOException {
        int number = in.readUnsignedShort();
        @Nullable Object[] parts = new Object[shapes.size(number)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = read();
        }
        return shapes.create(number, parts);
    }

    private List<Object> elements() throws IOException {
        int size = in.readInt();
        List<Object> elements = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            elements.add(Objects.requireNonNull(read()));
        }
        return elements;
    }

    private Map<Object, Object> entries() throws IOException {
        int size = in.readInt();
        Map<Object, Object> entries = LinkedHashMap.newLinkedHashMap(size);
        for (int i = 0; i < size; i++) {
            entries.put(Objects.requireNonNull(read()), Objects.requireNonNull(read()));
        }
        return entries;
    }

    /// The keys of sorted maps are texts.
    private static Map<String, Object> named(Map<Object, Object> entries) {
        Map<String, Object> named = LinkedHashMap.newLinkedHashMap(entries.size());
        entries.forEach((key, value) -> named.put((String) key, value));
        return named;
    }
}
