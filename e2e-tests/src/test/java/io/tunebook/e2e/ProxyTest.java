package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard below the path of a reverse proxy, with access control.
class ProxyTest {
    private static final List<String> PAGES =
            List.of("/", "/rounds/p-r1", "/studies/p-s1", "/no/such/page", "/api/");

    @TempDir private static Path folder;
    private static Tunebook server;
    private static ReverseProxy proxy;
    private static String root;
    private static String url;
    private static String secret;

    private Page page;
    private final List<String> problems = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        int port = Tunebook.freePort();
        int proxyPort = Tunebook.freePort();
        root = "http://127.0.0.1:" + port;
        url = "http://127.0.0.1:" + proxyPort + "/ml/tunebook";
        Path data = folder.resolve("log");
        server =
                Tunebook.start(
                        folder,
                        "serve",
                        "--data-dir",
                        data.toString(),
                        "--port",
                        "" + port,
                        "--public-url",
                        url);
        proxy = ReverseProxy.start(folder, proxyPort, "/ml/tunebook/", port);
        server.waitFor(() -> server.out().contains("Tunebook at " + url + " (on this machine"));
        MadeProject.writeTo(url);
        secret = new Tokens(data, Clock.systemUTC()).create("ada", AccessRole.ADMIN, null);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        server.close();
    }

    /// Opens a page of the dashboard, which leads to the sign-in page and back.
    private void signIn() {
        page = Browsers.shared().newPage();
        page.onRequest(request -> {
            if (request.url().startsWith("http") && !request.url().startsWith(url + "/")) {
                problems.add("left the path: " + request.url());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400 && !response.url().endsWith("/no/such/page")) {
                problems.add(response.status() + " " + response.url());
            }
        });
        page.onPageError(problems::add);
        page.navigate(url + "/rounds/p-r1?at=40");
        page.getByLabel("Token").fill(secret);
        page.locator("button:text('Sign in')").click();
        assertThat(page).hasURL(url + "/rounds/p-r1?at=40");
        assertThat(page.getByTestId("at-band")).containsText("event 40");
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.close();
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void everyPageAndItsLinksAreBelowThePath() {
        signIn();
        for (String path : PAGES) {
            page.navigate(url + path);
            assertThat(page.locator("main h1")).isVisible();
            assertThat(page.locator("#top .live")).containsText("live");
            assertThat(
                            (List<?>)
                                    page.evaluate(
                                            """
                                            (url) => [...document.querySelectorAll('a[href], form[action]')]
                                                .map((e) => e.href ?? e.action)
                                                .filter((to) => to.startsWith(location.origin) && !to.startsWith(`${url}/`))
                                            """,
                                            url))
                    .as(path)
                    .isEmpty();
        }
        page.navigate(url + "/studies/p-s1");
        assertThat(page.locator("tb-chart svg, tb-chart canvas").first()).isVisible();
        page.navigate(url + "/#/experiments/1/runs/x");
        assertThat(page).hasURL(url + "/experiments/1");
    }

    @Test
    void aPersonWorksBelowThePath() throws Exception {
        signIn();
        page.navigate(url + "/projects/p");
        Locator round = page.locator("main a[href$='/rounds/p-r1']").first();
        round.click();
        assertThat(page).hasURL(url + "/rounds/p-r1");
        assertThat(page.getByTestId("checklist-item").first()).isAttached();
        page.goBack();
        assertThat(page).hasURL(url + "/projects/p");
        assertThat(page.locator("main h1")).hasText("Made");

        page.getByTestId("exports").locator("summary").click();
        Download download =
                page.waitForDownload(() -> page.locator("a:text('Trials (CSV)')").click());
        assertThat(download.suggestedFilename()).endsWith(".csv");
        assertThat(download.failure()).isNull();

        assertThat(page.locator("#top .live[data-state=live]")).isVisible();
        note("Seen through the proxy.");
        page.keyboard().press("Control+k");
        page.getByTestId("palette-input").fill("optimizer");
        page.locator("#palette-list li[data-kind=Round]").click();
        assertThat(page).hasURL(url + "/rounds/p-r1");
        assertThat(page.locator("main")).containsText("Seen through the proxy.");
        note("And a live update.");
        assertThat(page.locator("main")).containsText("And a live update.");

        page.navigate(url + "/new-project");
        page.locator("[name=title]").fill("Below a path");
        page.locator("[name=metric]").fill("loss");
        page.locator("main form button[type=submit], main form button:not([type])").first().click();
        assertThat(page).hasURL(url + "/projects/below-a-path");
        page.locator("form.who button").click();
        assertThat(page).hasURL(url + "/sign-in");
    }

    @Test
    void theRootOfThePortWorksAsWell() throws Exception {
        assertThat(get(root + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(root + "/api/v1/projects").body()).contains("Made");
        assertThat(get(root + "/ml/tunebook/api/v1/projects").body()).contains("Made");
        assertThat(get(root + "/rounds/p-r1").body()).contains("href=\"../static/css/app.css\"");
    }

    /// The proxy of the tests where nginx is not installed.
    @Test
    void aProxyOfTheJdkPassesAnswersOn() throws Exception {
        int port = Tunebook.freePort();
        try (ReverseProxy _ = ReverseProxy.plain(port, "/t/", URI.create(root).getPort())) {
            assertThat(get("http://127.0.0.1:" + port + "/t/api/v1/projects").body())
                    .contains("Made");
        }
    }

    private static HttpResponse<String> get(String from) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(from)));
    }

    private static void note(String text) throws Exception {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1/rounds/p-r1/notes"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"text\":\"%s\"}".formatted(text))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    request.header("Authorization", "Bearer " + secret).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
