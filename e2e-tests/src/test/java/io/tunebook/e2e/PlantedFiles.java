package io.tunebook.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import tools.jackson.databind.json.JsonMapper;

/// Files of other tools in which every name is a script.
final class PlantedFiles {
    static final List<String> FIELDS =
            List.of("optuna study", "optuna value", "tensorboard run", "tensorboard metric");

    private PlantedFiles() {}

    /// A journal of Optuna with two trials.
    static Path optuna(Path folder) throws IOException {
        JsonMapper json = JsonMapper.shared();
        String choice =
                json.writeValueAsString(
                        Map.of(
                                "name",
                                "CategoricalDistribution",
                                "attributes",
                                Map.of("choices", List.of(script("optuna value"), "adam"))));
        StringBuilder lines = new StringBuilder();
        lines.append(
                line(
                        Map.of(
                                "op_code",
                                0,
                                "study_name",
                                script("optuna study"),
                                "directions",
                                List.of(1))));
        lines.append(
                line(
                        Map.of(
                                "op_code",
                                2,
                                "study_id",
                                0,
                                "user_attr",
                                Map.of(script("optuna attr"), script("optuna attr")))));
        for (int trial = 0; trial < 2; trial++) {
            lines.append(
                    line(
                            Map.of(
                                    "op_code",
                                    4,
                                    "study_id",
                                    0,
                                    "datetime_start",
                                    "2026-01-01T00:00:00.000000+00:00")));
            lines.append(
                    line(
                            Map.of(
                                    "op_code",
                                    5,
                                    "trial_id",
                                    trial,
                                    "param_name",
                                    script("optuna param"),
                                    "param_value_internal",
                                    trial,
                                    "distribution",
                                    choice)));
            lines.append(
                    line(
                            Map.of(
                                    "op_code",
                                    6,
                                    "trial_id",
                                    trial,
                                    "state",
                                    1,
                                    "values",
                                    List.of(0.5 - 0.1 * trial),
                                    "datetime_complete",
                                    "2026-01-01T00:00:01.000000+00:00")));
        }
        return Files.writeString(folder.resolve("planted.journal"), lines);
    }

    private static String line(Map<String, Object> record) {
        Map<String, Object> all = new java.util.TreeMap<>(record);
        all.put("worker_id", "w");
        return JsonMapper.shared().writeValueAsString(all) + "\n";
    }

    /// A folder with a TensorBoard run of one scalar.
    static Path tensorBoard(Path folder) throws IOException {
        Path run =
                Files.createDirectories(folder.resolve("runs").resolve(inAName("tensorboard run")));
        try (var out = Files.newOutputStream(run.resolve("events.out.tfevents.1.x"))) {
            out.write(record(field(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8))));
            for (int step = 1; step < 4; step++) {
                byte[] value =
                        joined(
                                field(
                                        1,
                                        script("tensorboard metric")
                                                .getBytes(StandardCharsets.UTF_8)),
                                new byte[] {(2 << 3) | 5},
                                little(4).putFloat(0.5f / step).array());
                out.write(
                        record(
                                joined(
                                        new byte[] {(1 << 3) | 1},
                                        little(8).putDouble(step).array(),
                                        new byte[] {2 << 3, (byte) step},
                                        field(5, field(1, value)))));
            }
        }
        return folder.resolve("runs");
    }

    /// A script without a slash, which a file's name cannot have.
    static String inAName(String field) {
        return "\"'><img src=x onerror=planted('%s')>".formatted(field);
    }

    private static String script(String field) {
        return PlantedProject.script(field);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] field(int number, byte[] bytes) {
        byte[] length =
                bytes.length < 128
                        ? new byte[] {(byte) bytes.length}
                        : new byte[] {(byte) (bytes.length | 128), (byte) (bytes.length >> 7)};
        return joined(new byte[] {(byte) (number << 3 | 2)}, length, bytes);
    }

    private static byte[] record(byte[] data) {
        byte[] length = little(8).putLong(data.length).array();
        return joined(
                length,
                little(4).putInt(masked(length)).array(),
                data,
                little(4).putInt(masked(data)).array());
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
