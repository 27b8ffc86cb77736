package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Tests of pages: a server with a log of its own for each class, and a page for each test that
/// must not report errors.
abstract class BrowserTest {
    @TempDir static Path folder;
    static String url;
    private static Tunebook server;

    final List<String> errors = new ArrayList<>();
    BrowserContext context;
    Page page;

    @BeforeAll
    static void serve() throws Exception {
        int port = Tunebook.freePort();
        url = "http://127.0.0.1:" + port;
        server =
                Tunebook.start(
                        folder,
                        "serve",
                        "--data-dir",
                        folder.resolve("log").toString(),
                        "--port",
                        "" + port);
        server.waitFor(() -> server.out().contains("http://"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    void open(NewContextOptions options) {
        context = Browsers.shared().newContext(options);
        page = context.newPage();
        page.onPageError(errors::add);
    }

    @AfterEach
    void theBrowserReportsNoErrors() {
        context.close();
        assertThat(errors).isEmpty();
    }

    Locator id(String testId) {
        return page.getByTestId(testId);
    }

    /// The place of an element, which the page may replace while it is drawn.
    double top(Locator element) {
        List<Double> found = new ArrayList<>();
        page.waitForCondition(() -> {
            var box = element.boundingBox();
            if (box != null) {
                found.add(box.y);
            }
            return box != null;
        });
        return found.getLast();
    }
}
