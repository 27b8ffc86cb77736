package io.tunebook.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/// The time of `tunebook import`, from the start of its process until everything is durable.
final class ImportBench {
    private static final int ROUNDS = 3;
    private static final double MAX_SECONDS = 2;
    private static final double MIN_POINTS = 1e6;
    private static final int TRIALS = 1_000;
    private static final int VALUES = 100;
    private static final int RUNS = 10;
    private static final int TAGS = 10;
    private static final int STEPS = 100_000;

    private final Path folder;

    ImportBench(Path folder) {
        this.folder = folder;
    }

    List<Row> optuna() throws IOException, InterruptedException {
        Path journal = folder.resolve("study.journal");
        journal(journal);
        double[] all = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            all[i] =
                    seconds(
                            "optuna",
                            journal,
                            folder.resolve("optuna" + i),
                            // The launcher's option.
                            List.of("-XX:TieredStopAtLevel=1"));
        }
        Arrays.sort(all);
        return List.of(
                Row.valueAtMost(
                        "import of an Optuna journal, 1,000 trials of 100 values",
                        all[ROUNDS / 2],
                        "s",
                        MAX_SECONDS));
    }

    List<Row> tensorboard() throws IOException, InterruptedException {
        Path runs = folder.resolve("runs");
        for (int r = 0; r < RUNS; r++) {
            Path run = Files.createDirectories(runs.resolve("run" + r));
            events(run.resolve("events.out.tfevents.1700000000.bench"), r);
        }
        double took = seconds("tensorboard", runs, folder.resolve("tensorboard"), List.of());
        return List.of(
                Row.valueAtLeast(
                        "import of 10 million TensorBoard points",
                        (double) RUNS * TAGS * STEPS / took,
                        "points/s",
                        MIN_POINTS));
    }

    private static double seconds(String kind, Path what, Path data, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-X"))
                        .toList());
        command.addAll(options);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.tunebook.server.cli.Main",
                        "import",
                        kind,
                        what.toString(),
                        "--data-dir",
                        data.toString()));
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException("the import failed");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// A journal as Optuna's workers write it: one record for the trial, each param, every
    /// intermediate value and the end.
    private static void journal(Path file) throws IOException {
        Random random = new Random(7);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            line(out, "{\"op_code\":0,\"study_name\":\"bench\",\"directions\":[1]");
            for (int t = 0; t < TRIALS; t++) {
                String time = "2026-01-01T%02d:%02d:00".formatted(t / 60 % 24, t % 60);
                line(
                        out,
                        "{\"op_code\":4,\"study_id\":0,\"datetime_start\":\"%s\"".formatted(time));
                for (int p = 0; p < 4; p++) {
                    line(
                            out,
                            "{\"op_code\":5,\"trial_id\":%d,\"param_name\":\"p%d\",\"param_value_internal\":%s,\"distribution\":\"{\\\"name\\\":\\\"FloatDistribution\\\",\\\"attributes\\\":{\\\"step\\\":null,\\\"low\\\":0.0,\\\"high\\\":1.0,\\\"log\\\":false}}\""
                                    .formatted(t, p, random.nextDouble()));
                }
                for (int v = 0; v < VALUES; v++) {
                    line(
                            out,
                            "{\"op_code\":7,\"trial_id\":%d,\"step\":%d,\"intermediate_value\":%s"
                                    .formatted(t, v, random.nextDouble()));
                }
                line(
                        out,
                        "{\"op_code\":6,\"trial_id\":%d,\"state\":1,\"values\":[%s],\"datetime_complete\":\"%s\""
                                .formatted(t, random.nextDouble(), time));
            }
        }
    }

    private static void line(OutputStream out, String record) throws IOException {
        out.write((record + ",\"worker_id\":\"w-1\"}\n").getBytes(StandardCharsets.US_ASCII));
    }

    /// An event file as TensorBoard's writers write it: one event for every value.
    private static void events(Path file, int run) throws IOException {
        Random random = new Random(run);
        byte[][] tags = new byte[TAGS][];
        for (int t = 0; t < TAGS; t++) {
            tags[t] = "train/metric_%d".formatted(t).getBytes(StandardCharsets.US_ASCII);
        }
        ByteBuffer event = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer record = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int step = 0; step < STEPS; step++) {
                for (byte[] tag : tags) {
                    event.clear();
                    event.put((byte) 0x09).putDouble(1.7e9 + step).put((byte) 0x10);
                    varint(event, step);
                    int value = 2 + tag.length + 5;
                    event.put((byte) 0x2a).put((byte) (value + 2)).put((byte) 0x0a);
                    event.put((byte) value).put((byte) 0x0a).put((byte) tag.length).put(tag);
                    event.put((byte) 0x15).putFloat(random.nextFloat());
                    record.clear();
                    record.putLong(event.position()).putInt(masked(crc, record.array(), 8));
                    record.put(event.array(), 0, event.position());
                    record.putInt(masked(crc, event.array(), event.position()));
                    out.write(record.array(), 0, record.position());
                }
            }
        }
    }

    private static void varint(ByteBuffer out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static int masked(CRC32C crc, byte[] bytes, int length) {
        crc.reset();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
