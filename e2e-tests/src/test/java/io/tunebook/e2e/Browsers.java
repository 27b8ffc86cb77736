package io.tunebook.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Chromium: the system's, else the one that Playwright downloads.
final class Browsers {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<Path> PLACES =
            List.of(
                    Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
                    Path.of("/Applications/Chromium.app/Contents/MacOS/Chromium"));

    private static final double ASSERTION_MILLIS = 30_000;

    private static @Nullable Browser shared;

    private Browsers() {}

    /// The browser of this process; it ends with the process.
    static synchronized Browser shared() {
        if (shared == null) {
            shared = launch(playwright());
        }
        return shared;
    }

    /// Its assertions wait as long as a page needs on a machine that has other work.
    private static Playwright playwright() {
        PlaywrightAssertions.setDefaultAssertionTimeout(ASSERTION_MILLIS);
        return Playwright.create(
                new Playwright.CreateOptions()
                        .setEnv(
                                system().isPresent()
                                        ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                                        : Map.of()));
    }

    private static Browser launch(Playwright playwright) {
        BrowserType.LaunchOptions options =
                new BrowserType.LaunchOptions()
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"));
        system().ifPresent(options::setExecutablePath);
        try {
            return playwright.chromium().launch(options);
        } catch (PlaywrightException e) {
            throw new IllegalStateException(
                    "no browser for the browser tests: install Chromium or Google Chrome", e);
        }
    }

    private static Optional<Path> system() {
        Stream<Path> onPath =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .flatMap(folder -> NAMES.stream().map(n -> Path.of(folder, n)));
        return Stream.concat(onPath, PLACES.stream()).filter(Files::isExecutable).findFirst();
    }
}
