package io.tunebook.server.ledger.snapshot;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePMap;

/// Writes records and their values, a tag before each value; a repeated string as its number. Not
/// thread-safe.
final class ValueWriter {
    private final RecordTypes shapes;
    private final DataOutputStream out;
    private final Map<String, Integer> strings = new HashMap<>();

    ValueWriter(RecordTypes shapes, DataOutputStream out) {
        this.shapes = shapes;
        this.out = out;
    }

    void write(@Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.write(Tag.NULL);
            case String s -> string(s);
            case Record r -> record(r);
            case Long l -> {
                out.write(Tag.LONG);
                out.writeLong(l);
            }
            case Integer i -> {
                out.write(Tag.INT);
                out.writeInt(i);
            }
            case Double d -> {
                out.write(Tag.DOUBLE);
                out.writeLong(Double.doubleToRawLongBits(d));
            }
            case Boolean b -> out.write(b ? Tag.TRUE : Tag.FALSE);
            case Instant i -> {
                out.write(Tag.INSTANT);
                out.writeLong(i.getEpochSecond());
                out.writeInt(i.getNano());
            }
            case Enum<?> e -> {
                out.write(Tag.ENUM);
                out.writeShort(shapes.number(e.getDeclaringClass()));
                string(e.name());
            }
            case PMap<?, ?> m -> entries(m instanceof TreePMap ? Tag.TREE_MAP : Tag.HASH_MAP, m);
            case Map<?, ?> m -> entries(Tag.MAP, m);
            case PVector<?> v -> elements(Tag.VECTOR, v);
            case List<?> l -> elements(Tag.LIST, l);
            case PSet<?> s -> elements(Tag.SET, s);
            default ->
                    throw new IllegalArgumentException(
                            "a snapshot cannot hold a " + value.getClass().getName());
        }
    }

    private void string(String s) throws IOException {
        Integer number = strings.putIfAbsent(s, strings.size());
        if (number != null) {
            out.write(Tag.AGAIN);
            out.writeInt(number);
        } else {
            byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
            out.write(Tag.STRING);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }

    private void record(Record r) throws IOException {
        int number = shapes.number(r.getClass());
        out.write(Tag.RECORD);
        out.writeShort(number);
        for (Object part : shapes.parts(number, r)) {
            write(part);
        }
    }

    private void entries(int tag, Map<?, ?> map) throws IOException {
        out.write(tag);
        out.writeInt(map.size());
        for (Map.Entry<?, ?> e : map.entrySet()) {
            write(e.getKey());
            write(e.getValue());
        }
    }

    private void elements(int tag, Collection<?> elements) throws IOException {
        out.write(tag);
        out.writeInt(elements.size());
        for (Object element : elements) {
            write(element);
        }
    }
}
