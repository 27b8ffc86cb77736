package io.tunebook.server.exchange.imports;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads the fields of a message in the wire format of protocol buffers.
///
/// ```
/// while (p.next()) { switch (p.field()) { case 1 -> p.real(); default -> p.skip(); } }
/// ```
final class ProtobufReader {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int at;
    private int end;
    private int field;
    private int wire;

    ProtobufReader over(byte[] message, int start, int length) {
        bytes = message;
        at = start;
        end = start + length;
        return this;
    }

    /// The message of a length-delimited field.
    ProtobufReader message() {
        int size = size();
        ProtobufReader inner = new ProtobufReader().over(bytes, at, size);
        at += size;
        return inner;
    }

    /// [#message] into an existing reader.
    void message(ProtobufReader into) {
        int size = size();
        into.over(bytes, at, size);
        at += size;
    }

    boolean next() {
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    /// Whether the field is length-delimited.
    boolean delimited() {
        return wire == 2;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new UnreadableSourceException("a record has a number of more than ten bytes");
    }

    double real() {
        need(8);
        at += 8;
        return Double.longBitsToDouble((long) LONG.get(bytes, at - 8));
    }

    float single() {
        need(4);
        at += 4;
        return Float.intBitsToFloat((int) INT.get(bytes, at - 4));
    }

    String text() {
        int size = size();
        at += size;
        return new String(bytes, at - size, size, StandardCharsets.UTF_8);
    }

    /// The index of the next byte.
    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        long size = varint();
        if (size < 0 || size > end - at) {
            throw new UnreadableSourceException("a record claims more bytes than it has");
        }
        return (int) size;
    }

    void jump(int size) {
        at += size;
    }

    void skip() {
        switch (wire) {
            case 0 -> varint();
            case 1 -> {
                need(8);
                at += 8;
            }
            case 2 -> {
                int size = size();
                at += size;
            }
            case 5 -> {
                need(4);
                at += 4;
            }
            default -> throw new UnreadableSourceException("a record is not a protocol buffer");
        }
    }

    private void need(int size) {
        if (end - at < size) {
            throw new UnreadableSourceException("a record ends inside a field");
        }
    }
}
