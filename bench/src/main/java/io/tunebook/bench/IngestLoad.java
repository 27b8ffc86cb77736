package io.tunebook.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Logs as MLflow's clients do, over plain sockets, and prints one number: for `batch` the median
/// milliseconds of a batch, for `single` the metrics per second.
final class IngestLoad implements AutoCloseable {
    static final int CLIENTS = 16;
    private static final int BATCHES = 60;
    private static final int METRICS = 1_000;
    private static final long WARM_NANOS = 1_000_000_000L;
    private static final long NANOS = 3_000_000_000L;

    private final URI url;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private IngestLoad(URI url) throws IOException {
        this.url = url;
        this.socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        System.out.printf(
                Locale.ROOT, "%.3f%n", args[1].equals("batch") ? batch(url) : single(url));
    }

    private static double batch(URI url) throws IOException {
        try (IngestLoad load = new IngestLoad(url)) {
            String run = load.run();
            double[] millis = new double[BATCHES];
            for (int b = 0; b < BATCHES; b++) {
                byte[] body = batch(run, b * METRICS);
                long start = System.nanoTime();
                load.post("log-batch", body);
                millis[b] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            return millis[BATCHES / 2];
        }
    }

    private static byte[] batch(String run, int step) {
        StringBuilder body = new StringBuilder("{\"run_id\":\"" + run + "\",\"metrics\":[");
        for (int i = 0; i < METRICS; i++) {
            body.append(i == 0 ? "" : ",").append(metric(step + i));
        }
        return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String metric(int step) {
        return "{\"key\":\"loss\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
                .formatted(1.0 / (step + 1), 1_700_000_000_000L + step, step);
    }

    private static double single(URI url) throws Exception {
        LongAdder logged = new LongAdder();
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(CLIENTS);
        long start = System.nanoTime();
        for (int i = 0; i < CLIENTS; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        try (IngestLoad load = new IngestLoad(url)) {
                            load.log(start, logged);
                        } catch (IOException e) {
                            failure.set(e);
                        }
                        done.countDown();
                    });
        }
        done.await();
        if (failure.get() != null) {
            throw failure.get();
        }
        return logged.sum() / (NANOS / 1e9);
    }

    private void log(long start, LongAdder logged) throws IOException {
        String run = run();
        long now = System.nanoTime() - start;
        for (int step = 0; now < WARM_NANOS + NANOS; step++) {
            String body = "{\"run_id\":\"" + run + "\"," + metric(step).substring(1);
            post("log-metric", body.getBytes(StandardCharsets.UTF_8));
            now = System.nanoTime() - start;
            if (now >= WARM_NANOS && now < WARM_NANOS + NANOS) {
                logged.increment();
            }
        }
    }

    /// Creates a run and returns its id.
    private String run() throws IOException {
        String answer =
                post("create", "{\"experiment_id\":\"0\"}".getBytes(StandardCharsets.UTF_8));
        int at = answer.indexOf("\"run_id\":\"") + 10;
        return answer.substring(at, answer.indexOf('"', at));
    }

    private String post(String path, byte[] body) throws IOException {
        String head =
                "POST /api/2.0/mlflow/runs/%s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, url.getHost(), url.getPort(), body.length);
        byte[] headed = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(headed, headed.length + body.length);
        System.arraycopy(body, 0, request, headed.length, body.length);
        out.write(request);
        String status = HttpLoad.line(in);
        int length = 0;
        for (String header = HttpLoad.line(in); !header.isEmpty(); header = HttpLoad.line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("the server answers " + status + " " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
