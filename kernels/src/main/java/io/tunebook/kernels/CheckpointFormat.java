package io.tunebook.kernels;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// The binary format of a checkpoint, big-endian: `TUNE`, the format's version, the fields in
/// order, each text and array preceded by its length, then a CRC-32 of everything before it.
final class CheckpointFormat {

    private static final int MAGIC = 0x54554E45;
    private static final int VERSION = 1;

    /// Bytes read at a time: a damaged length must not allocate all the memory at once.
    private static final int PIECE = 1 << 16;

    private CheckpointFormat() {}

    static void write(TrainingCheckpoint checkpoint, OutputStream out) throws IOException {
        CheckedOutputStream checked =
                new CheckedOutputStream(new BufferedOutputStream(out), new CRC32());
        DataOutputStream data = new DataOutputStream(checked);
        data.writeInt(MAGIC);
        data.writeInt(VERSION);
        text(checkpoint.backend(), data);
        text(checkpoint.plan(), data);
        data.writeInt(checkpoint.step());
        evaluation(checkpoint.evaluation(), data);
        evaluation(checkpoint.best(), data);
        long[] numbers = checkpoint.numbers();
        data.writeInt(numbers.length);
        for (long number : numbers) {
            data.writeLong(number);
        }
        List<float[]> arrays = checkpoint.arrays();
        data.writeInt(arrays.size());
        for (float[] array : arrays) {
            data.writeInt(array.length);
            for (float value : array) {
                data.writeInt(Float.floatToRawIntBits(value));
            }
        }
        data.writeLong(checked.getChecksum().getValue());
        data.flush();
    }

    static TrainingCheckpoint read(InputStream in) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
        DataInputStream data = new DataInputStream(checked);
        try {
            if (data.readInt() != MAGIC) {
                throw new IOException("this is not a checkpoint: it does not begin with TUNE");
            }
            int version = data.readInt();
            if (version != VERSION) {
                throw new IOException(
                        "the checkpoint has version %d, and this program reads version %d: use the program that wrote it"
                                .formatted(version, VERSION));
            }
            String backend = text(data);
            String plan = text(data);
            int step = data.readInt();
            Optional<Evaluation> evaluation = evaluation(data);
            Optional<Evaluation> best = evaluation(data);
            long[] numbers = new long[shortLength(data)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = data.readLong();
            }
            int count = shortLength(data);
            List<float[]> arrays = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                arrays.add(floats(data));
            }
            long expected = checked.getChecksum().getValue();
            if (data.readLong() != expected) {
                throw new IOException("the checkpoint is damaged: its checksum does not match");
            }
            return new TrainingCheckpoint(backend, plan, step, evaluation, best, numbers, arrays);
        } catch (EOFException e) {
            throw new IOException("the checkpoint is truncated", e);
        }
    }

    private static void text(String text, DataOutputStream data) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        data.writeInt(bytes.length);
        data.write(bytes);
    }

    private static String text(DataInputStream data) throws IOException {
        return new String(bytes(data, length(data)), StandardCharsets.UTF_8);
    }

    private static float[] floats(DataInputStream data) throws IOException {
        int length = length(data);
        byte[] bytes = bytes(data, 4L * length);
        float[] array = new float[length];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(array);
        return array;
    }

    private static byte[] bytes(DataInputStream data, long count) throws IOException {
        if (count > Integer.MAX_VALUE - 8) {
            throw new IOException(
                    "the checkpoint is damaged: it declares an array of " + count + " bytes");
        }
        byte[] bytes = data.readNBytes((int) Math.min(count, PIECE));
        while (bytes.length < count) {
            byte[] more = data.readNBytes((int) Math.min(count - bytes.length, bytes.length));
            if (more.length == 0) {
                throw new EOFException();
            }
            byte[] both = Arrays.copyOf(bytes, bytes.length + more.length);
            System.arraycopy(more, 0, both, bytes.length, more.length);
            bytes = both;
        }
        return bytes;
    }

    private static int length(DataInputStream data) throws IOException {
        int length = data.readInt();
        if (length < 0) {
            throw new IOException("the checkpoint is damaged: it declares a length of " + length);
        }
        return length;
    }

    private static int shortLength(DataInputStream data) throws IOException {
        int length = length(data);
        if (length > 1 << 20) {
            throw new IOException("the checkpoint is damaged: it declares a length of " + length);
        }
        return length;
    }

    private static void evaluation(Optional<Evaluation> evaluation, DataOutputStream data)
            throws IOException {
        data.writeBoolean(evaluation.isPresent());
        if (evaluation.isPresent()) {
            Evaluation e = evaluation.get();
            data.writeInt(e.step());
            data.writeDouble(e.trainingError());
            data.writeDouble(e.trainingLoss());
            data.writeDouble(e.validationError());
            data.writeDouble(e.validationLoss());
        }
    }

    private static Optional<Evaluation> evaluation(DataInputStream data) throws IOException {
        if (!data.readBoolean()) {
            return Optional.empty();
        }
        return Optional.of(
                new Evaluation(
                        data.readInt(),
                        data.readDouble(),
                        data.readDouble(),
                        data.readDouble(),
                        data.readDouble()));
    }
}
