package io.tunebook.server.exchange.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;

/// Writes an event file of TensorBoard, record by record.
public final class EventFile {
    static final double T = 1_714_557_600;
    static final String NAME = "events.out.tfevents.1714557600.host";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// A file that begins with the version of today's writers.
    public static EventFile begun() {
        return new EventFile().version(T, "brain.Event:2");
    }

    EventFile version(double wall, String version) {
        return record(join(real(1, wall), text(3, version)));
    }

    /// Scalars of one tag at the steps from `first` up to `end`, a second apart.
    EventFile scalars(String tag, int first, int end, double value) {
        for (int step = first; step < end; step++) {
            scalar(T + step, step, tag, value);
        }
        return this;
    }

    public EventFile scalar(double wall, long step, String tag, double value) {
        return event(wall, step, join(text(1, tag), single(2, (float) value)));
    }

    EventFile restart(double wall, long step) {
        return record(join(real(1, wall), number(2, step), message(7, number(1, 1))));
    }

    /// A value of a summary.
    EventFile event(double wall, long step, byte[] value) {
        return record(join(real(1, wall), number(2, step), message(5, message(1, value))));
    }

    EventFile record(byte[] data) {
        byte[] size = little(8, data.length);
        bytes.writeBytes(size);
        bytes.writeBytes(little(4, masked(size)));
        bytes.writeBytes(data);
        bytes.writeBytes(little(4, masked(data)));
        return this;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    Path in(Path folder) throws IOException {
        return in(folder, NAME);
    }

    Path in(Path folder, String name) throws IOException {
        return write(folder.resolve(name), bytes());
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.write(file, content);
    }

    /// A tensor as a value, with a plugin.
    static byte[] tensor(String tag, String plugin, byte[]... fields) {
        return join(
                text(1, tag), message(9, message(1, text(1, plugin))), message(8, join(fields)));
    }

    static byte[] type(int type) {
        return number(1, type);
    }

    static byte[] shape(long... sizes) {
        byte[] all = {};
        for (long size : sizes) {
            all = join(all, message(2, number(1, size)));
        }
        return message(2, all);
    }

    static byte[] content(int size, long bits) {
        return message(4, little(size, bits));
    }

    static byte[] text(int field, String text) {
        return message(field, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] message(int field, byte[] content) {
        return join(varint((field << 3) | 2), varint(content.length), content);
    }

    static byte[] number(int field, long value) {
        return join(varint(field << 3), varint(value));
    }

    static byte[] real(int field, double value) {
        return join(varint((field << 3) | 1), little(8, Double.doubleToRawLongBits(value)));
    }

    static byte[] single(int field, float value) {
        return join(varint((field << 3) | 5), little(4, Float.floatToRawIntBits(value)));
    }

    static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    static byte[] little(int size, long bits) {
        byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
        return java.util.Arrays.copyOf(all, size);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
