package io.tunebook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One tab of the machine's Chromium, controlled by its DevTools protocol.
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Path PROCESSES = Path.of("/proc");
    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicLong transferred = new AtomicLong();

    private Chromium(Process process, Path profile)
            throws IOException, InterruptedException, ExecutionException {
        this.process = process;
        Path active = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < 200 && !(Files.exists(active) && Files.size(active) > 0); i++) {
            Thread.sleep(50);
        }
        String port = Files.readAllLines(active).getFirst();
        String tab =
                JSON.readTree(
                                client.send(
                                                HttpRequest.newBuilder(
                                                                URI.create(
                                                                        "http://127.0.0.1:%s/json/list"
                                                                                .formatted(port)))
                                                        .build(),
                                                HttpResponse.BodyHandlers.ofString())
                                        .body())
                        .get(0)
                        .get("webSocketDebuggerUrl")
                        .asString();
        this.socket = client.newWebSocketBuilder().buildAsync(URI.create(tab), new Answers()).get();
    }

    /// @throws BenchUnavailable when there is no Chromium on the path
    static Chromium start(Path folder) throws Exception {
        Path program =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .flatMap(dir -> NAMES.stream().map(n -> Path.of(dir, n)))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() ->
                                new BenchUnavailable(
                                        "no Chromium on the PATH: install chromium or google-chrome"));
        Path profile = Files.createTempDirectory(folder, "profile");
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--window-size=1440,1000",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Chromium tab = new Chromium(process, profile);
        tab.call("Page.enable", Map.of());
        tab.call("Network.enable", Map.of());
        return tab;
    }

    JsonNode call(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(
                        JSON.writeValueAsString(
                                Map.of("id", id, "method", method, "params", parameters)),
                        true)
                .join();
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the browser does not respond to " + method, e);
        }
    }

    /// The value of a script, with promises awaited.
    JsonNode evaluate(String script) {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        return answer.get("result").path("value");
    }

    /// The bytes transferred since the last call.
    long transferred() {
        return transferred.getAndSet(0);
    }

    /// The proportional memory of the tab's process, in bytes.
    ///
    /// @throws BenchUnavailable when this system has no `/proc`, or no renderer of the browser is
    ///   in it
    long ownMemory() {
        if (!Files.isDirectory(PROCESSES)) {
            throw new BenchUnavailable(
                    "the memory of a process is read from /proc, which only Linux has");
        }
        call("HeapProfiler.collectGarbage", Map.of());
        return process.descendants()
                .map(child -> PROCESSES.resolve(Long.toString(child.pid())))
                .filter(Chromium::isRenderer)
                .mapToLong(Chromium::proportionalBytes)
                .max()
                .orElseThrow(() ->
                        new BenchUnavailable(
                                "no renderer is among the %,d processes of the browser"
                                        .formatted(process.descendants().count())));
    }

    /// Whether a process of the browser draws a tab. Chromium overwrites its arguments with one
    /// text that has spaces in it, of which `ProcessHandle` reports nothing but the program.
    static boolean isRenderer(Path process) {
        return read(process.resolve("cmdline")).contains("--type=renderer");
    }

    /// Its own pages, and its share of those that it has in common with others.
    private static long proportionalBytes(Path process) {
        return read(process.resolve("smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /// A file of a process; empty once the process has ended.
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// Joins the parts of each message and completes the futures of the answers.
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                if (message.has("id")) {
                    CompletableFuture<JsonNode> waiting = answers.remove(message.get("id").asInt());
                    if (waiting != null) {
                        waiting.complete(message.path("result"));
                    }
                } else if (message.path("method").asString("").equals("Network.loadingFinished")) {
                    transferred.addAndGet(message.get("params").get("encodedDataLength").asLong());
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
