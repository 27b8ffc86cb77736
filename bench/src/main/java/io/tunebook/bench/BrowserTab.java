package io.tunebook.bench;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One tab of the machine's Chromium. For one thread.
final class BrowserTab implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Path PROCESSES = Path.of("/proc");
    private static final double TIMEOUT_MILLIS = 90_000;
    private static final int WIDTH = 1_440;
    private static final int HEIGHT = 1_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final CDPSession session;
    private final AtomicLong transferred = new AtomicLong();

    private BrowserTab(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
        BrowserContext context =
                browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT));
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        this.page = context.newPage();
        this.session = context.newCDPSession(page);
        session.on(
                "Network.loadingFinished",
                event -> transferred.addAndGet(event.get("encodedDataLength").getAsLong()));
        session.send("Network.enable");
    }

    /// @throws BenchUnavailable when there is no Chromium on the path
    static BrowserTab start() {
        Path program =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .flatMap(dir -> NAMES.stream().map(n -> Path.of(dir, n)))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() ->
                                new BenchUnavailable(
                                        "no Chromium on the PATH: install chromium or google-chrome"));
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-dev-shm-usage")));
        return new BrowserTab(playwright, browser);
    }

    /// Runs a script in every document before its own scripts.
    void addInitScript(String script) {
        page.addInitScript(script);
    }

    /// Begins to load a page; returns as soon as its document has begun.
    void navigate(String url) {
        page.navigate(url, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    }

    /// The value of a script, with promises awaited.
    JsonNode evaluate(String script) {
        return JSON.valueToTree(page.evaluate(script));
    }

    /// Presses the left mouse button at a point of the viewport, in CSS pixels.
    void press(double x, double y) {
        page.mouse().move(x, y);
        page.mouse().down();
    }

    void moveTo(double x, double y) {
        page.mouse().move(x, y);
    }

    void release() {
        page.mouse().up();
    }

    /// The bytes transferred since the last call.
    long transferred() {
        return transferred.getAndSet(0);
    }

    /// The proportional memory of the tab's process after a garbage collection, in bytes.
    ///
    /// @throws BenchUnavailable when this system has no `/proc`, or no renderer of the browser is
    ///   in it
    long ownMemory() {
        if (!Files.isDirectory(PROCESSES)) {
            throw new BenchUnavailable(
                    "the memory of a process is read from /proc, which only Linux has");
        }
        session.send("HeapProfiler.collectGarbage", new JsonObject());
        return ProcessHandle.current()
                .descendants()
                .map(child -> PROCESSES.resolve(Long.toString(child.pid())))
                .filter(BrowserTab::isRenderer)
                .mapToLong(BrowserTab::proportionalBytes)
                .max()
                .orElseThrow(
                        () -> new BenchUnavailable("no renderer is among the browser's processes"));
    }

    /// Whether a process of the browser renders a tab. Chromium overwrites its arguments with one
    /// text, of which `ProcessHandle` reports only the program.
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
        browser.close();
        playwright.close();
    }
}
