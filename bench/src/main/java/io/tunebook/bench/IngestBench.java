package io.tunebook.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The wait of MLflow's clients for durable logging over HTTP: a batch of 1,000 metrics, and single
/// metrics of 16 concurrent clients. The load comes from another process.
final class IngestBench {
    private static final int ROUNDS = 3;
    private static final double MAX_MILLIS = 20;
    private static final double MIN_A_SECOND = 2_000;

    private final Path folder;

    IngestBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.on(folder.resolve("log"), "1g")) {
            load(server.url(), "single");
            load(server.url(), "batch");
            double batch = median(server.url(), "batch");
            double single = median(server.url(), "single");
            return List.of(
                    Row.valueAtMost("1,000 metrics in one log-batch, p50", batch, "ms", MAX_MILLIS),
                    Row.valueAtLeast(
                            "single metrics of 16 clients", single, "metrics/s", MIN_A_SECOND));
        }
    }

    private static double median(String url, String kind) throws IOException, InterruptedException {
        double[] all = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            all[i] = load(url, kind);
        }
        Arrays.sort(all);
        return all[ROUNDS / 2];
    }

    private static double load(String url, String kind) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                IngestLoad.class.getName(),
                                url,
                                kind)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            process.waitFor();
            if (line == null) {
                throw new IOException("the load process ended without a result");
            }
            return Double.parseDouble(line);
        }
    }
}
