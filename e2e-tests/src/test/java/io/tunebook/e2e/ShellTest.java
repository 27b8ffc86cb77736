package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The frame around the pages: audit, time slider, command palette, theme, pages that do not exist.
class ShellTest extends BrowserTest {

    @BeforeAll
    static void write() throws Exception {
        MadeProject.writeTo(url);
        decide();
    }

    /// A launch that overrides the checklist, and its revert.
    private static void decide() throws Exception {
        String head = send("GET", "/head", null);
        String position = head.replaceAll("(?s).*?\"position\":(\\d+).*", "$1");
        StringBuilder overrides = new StringBuilder();
        for (String question : List.of("space", "points", "infeasible", "optimisation", "curves")) {
            overrides
                    .append(overrides.isEmpty() ? "" : ",")
                    .append('"')
                    .append(question)
                    .append("\":\"Known from the earlier pipeline.\"");
        }
        send(
                "POST",
                "/rounds/p-r1/decision",
                "{\"candidate\":\"p-s1-t0\",\"decision\":\"LAUNCH\",\"rationale\":\"Lower error at the same cost.\",\"overrides\":{"
                        + overrides
                        + "},\"position\":"
                        + position
                        + ",\"notBetter\":\"It is the first.\"}");
        send("POST", "/launches/p-l1/revert", "{\"why\":\"Production traffic differs.\"}");
    }

    private static String send(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                                    .header("Content-Type", "application/json")
                                    .header("Tunebook-Actor", "ada")
                                    .method(
                                            method,
                                            body == null
                                                    ? HttpRequest.BodyPublishers.noBody()
                                                    : HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
            return response.body();
        }
    }

    @BeforeEach
    void open() {
        open(
                new Browser.NewContextOptions()
                        .setColorScheme(ColorScheme.LIGHT)
                        .setTimezoneId("Europe/Berlin")
                        .setViewportSize(1440, 900));
    }

    private void press(String key, int times) {
        for (int i = 0; i < times; i++) {
            page.keyboard().press(key);
        }
    }

    private void isAccessible() {
        assertThat(
                        new AxeBuilder(page)
                                .setLegacyMode(true).analyze().getViolations().stream()
                                        .map(v -> v.getId() + " " + v.getNodes()))
                .as(page.url())
                .isEmpty();
    }

    @Test
    void anAuditorReadsTheDecisionsFirstAndOpensTheLaunchAndTheStateAtIt() {
        page.navigate(url + "/audit");
        Locator rows = id("decision-row");
        assertThat(rows).hasCount(7);
        assertThat(rows.first()).containsText("Reverted All, trial 0Production traffic differs.");
        assertThat(rows.nth(1)).containsText("Launched");
        assertThat(rows.nth(2)).containsText("Override: Is the search space large enough?");
        isAccessible();
        rows.nth(1).getByRole(com.microsoft.playwright.options.AriaRole.LINK).last().click();
        assertThat(id("at-band")).containsText("As of event");
        assertThat(page).hasURL(Pattern.compile(".*/rounds/p-r1[?]at=\\d+"));
        page.goBack();
        rows.nth(1).getByText("Launched").click();
        assertThat(page).hasURL(url + "/launches/p-l1");
    }

    @Test
    void goingBackBeforeTheNextPageIsThereLeavesThePageAsItIs() {
        List<Route> held = new ArrayList<>();
        page.clock().install();
        page.navigate(url + "/projects/p");
        assertThat(page.locator("main h1")).hasText("Made");
        // On a busy machine the next page would be shown as loading before one goes back.
        page.clock().pauseAt(System.currentTimeMillis() + 5_000);
        page.route("**/api/v1/*/p*", held::add);
        page.locator("main a[href$='/rounds/p-r1']").first().click();
        assertThat(page).hasURL(url + "/rounds/p-r1");
        page.goBack();
        id("exports").locator("summary").click();
        page.unroute("**/api/v1/*/p*");
        held.forEach(Route::resume);
        page.clock().runFor(2_000);
        assertThat(page.locator("a:text('Trials (CSV)')")).isVisible();
        assertThat(page.locator("main h1")).hasText("Made");
    }

    @Test
    void anAuditorReadsALineATrialAndAllEventsOfOne() {
        page.navigate(url + "/audit?view=trials");
        assertThat(id("trial-row")).hasCount(30);
        assertThat(page.locator("[data-trial=p-s1-t3]")).containsText("infeasible: the loss");
        page.locator("[data-trial=p-s1-t0]").getByText("Events").click();
        assertThat(page).hasURL(url + "/audit?stream=trial%2Fp-s1-t0");
        assertThat(id("event-row")).hasCount(4);
        assertThat(id("view-events")).hasAttribute("aria-current", "page");
    }

    @Test
    void aWrongDateIsAMessageInItsField() {
        page.navigate(url + "/audit?from=yesterday");
        Locator from = page.locator("#filter-from");
        Locator to = page.locator("#filter-to");
        assertThat(from).hasAttribute("aria-invalid", "true");
        assertThat(from).hasAccessibleDescription(Pattern.compile("'yesterday' is not a time.*"));
        isAccessible();
        from.fill("2026-03-01T12:00:05");
        assertThat(from).not().hasAttribute("aria-invalid", "true");
        to.fill("2026-02-01T12:00");
        to.press("Enter");
        assertThat(id("problem-to")).containsText("choose a later time");
        assertThat(to).isFocused();
        to.fill("2126-03-02T12:00");
        to.press("Enter");
        assertThat(page)
                .hasURL(
                        url
                                + "/audit?view=events&from=2026-03-01T11%3A00%3A05Z&to=2126-03-02T11%3A00%3A00Z");
        assertThat(id("event-row").first()).isVisible();
    }

    @Test
    void theTimeSliderReachesBothEndsOfTheLogByKeyboard() {
        page.navigate(url + "/audit");
        Locator slider = page.locator("main").getByTestId("time-slider");
        slider.focus();
        int head = Integer.parseInt(slider.getAttribute("max"));
        press("Home", 1);
        assertThat(id("at-band")).containsText("As of event 0 of");
        assertThat(slider).isFocused();
        press("ArrowRight", 3);
        assertThat(id("at-band")).containsText("As of event 3 of");
        assertThat(slider).isFocused();
        page.navigate(url + "/projects/p?at=" + (head - 2));
        slider = id("time-slider");
        slider.focus();
        press("PageDown", 1);
        assertThat(id("at-band"))
                .containsText("As of event " + (head - 2 - Math.round(head / 10.0)));
        assertThat(slider)
                .hasAttribute("aria-valuetext", Pattern.compile("event \\d+ of \\d+, .*20.*"));
        press("PageUp", 1);
        press("ArrowRight", 2);
        assertThat(id("at-band")).containsText("Live: event " + head);
        assertThat(slider).isFocused();
        assertThat(page).hasURL(url + "/projects/p");
    }

    @Test
    void aTrialIsFoundAndAPageOperatedByKeyboardAlone() {
        page.navigate(url + "/");
        assertThat(page.locator("h1")).isVisible();
        page.keyboard().press("Control+k");
        Locator input = id("palette-input");
        assertThat(input).isFocused();
        page.keyboard().type("trial 12");
        assertThat(id("palette")).containsText("Trial 12 of");
        assertThat(page.locator("[role=option][aria-selected=true]")).hasCount(1);
        isAccessible();
        page.keyboard().press("Enter");
        assertThat(page).hasURL(url + "/trials/p-s1-t12");
        page.keyboard().press("Control+k");
        page.keyboard().type("made");
        assertThat(id("palette-state")).containsText("results");
        press("ArrowDown", 1);
        assertThat(page.locator("[role=option][aria-selected=true]")).containsText("Round 1");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(url + "/rounds/p-r1");
        assertThat(id("round-question")).isVisible();
        page.keyboard().press("Control+k");
        page.keyboard().type("theme: dark");
        page.keyboard().press("Enter");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("html")).hasCSS("color-scheme", "dark");
        page.reload();
        assertThat(id("theme")).hasValue("dark");
        id("open-palette").focus();
        page.keyboard().press("Enter");
        assertThat(input).isFocused();
        page.keyboard().press("Escape");
        assertThat(id("open-palette")).isFocused();
        page.keyboard().press("?");
        assertThat(id("shortcuts")).containsText("Search or run a command");
        page.keyboard().press("Escape");
        assertThat(id("shortcuts")).hasCount(0);
        id("actor-name").focus();
        page.keyboard().type("?");
        assertThat(id("actor-name")).hasValue("?");
        assertThat(id("shortcuts")).hasCount(0);
    }

    @Test
    void anUnknownPathIsAPageForABrowserAndAProblemForAProgram() throws Exception {
        Response response = page.navigate(url + "/foo");
        assertThat(response.status()).isEqualTo(404);
        assertThat(page.locator("h1")).hasText("Not found");
        assertThat(page.locator("main")).containsText("There is no page /foo.");
        assertThat(page.locator("#top")).containsText("Projects");
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/foo", "/api/v1/foo")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
                if (path.startsWith("/api/")) {
                    request.header("Accept", "text/html");
                }
                HttpResponse<String> answer =
                        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.headers().firstValue("Content-Type"))
                        .hasValue("application/problem+json");
            }
        }
    }

    @Test
    void aPageBeforeItsFirstEventNamesThatEvent() {
        page.navigate(url + "/rounds/p-r1?at=1");
        assertThat(page.locator("h1")).hasText("Not yet");
        assertThat(page.locator("main"))
                .containsText(
                        Pattern.compile("Round 'p-r1' did not exist yet at event 1: .* event 2"));
        id("first-event").click();
        assertThat(id("round-question")).containsText("Which optimizer?");
        page.navigate(url + "/rounds/p-r1?at=abc");
        assertThat(page.locator("h1")).hasText("Not an event");
        assertThat(page.locator("main"))
                .containsText("'abc' in the address is not the number of an event");
        page.navigate(url + "/rounds/p-r1?at=99999");
        assertThat(page.locator("main")).containsText("There is no event 99,999: the log ends at");
        id("show-live").click();
        assertThat(page).hasURL(url + "/rounds/p-r1");
    }

    @Test
    void theApiPageHasTheSameHeader() {
        page.navigate(url + "/projects/p");
        List<String> names = page.locator("#top nav > a").allTextContents();
        page.navigate(url + "/api/");
        assertThat(page.locator("#top nav > a")).hasText(names.toArray(String[]::new));
        id("theme").selectOption("dark");
        assertThat(page.locator("html")).hasCSS("color-scheme", "dark");
        page.keyboard().press("Control+k");
        page.keyboard().type("playbook");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).isVisible();
    }

    @Test
    void aSkipLinkLeadsToTheChecklistOfAPageThatHasOne() {
        page.navigate(url + "/rounds/p-r1");
        assertThat(id("round-question")).isVisible();
        Locator skip = page.getByText("Skip to the checklist");
        assertThat(skip).hasCount(1);
        skip.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#checklist")).isFocused();
    }

    @Test
    void durationsCarryTheirRoundingAndTextsOfOneLineAreFormatted() {
        page.navigate(url + "/playbook");
        assertThat(page.locator("#PB-12 em").first()).hasText("scientific");
        assertThat(
                        page.evaluate(
                                "import('/static/js/format.js').then(({ duration }) => [9.96, 89.6, 359.7, 5399.8, 7199].map(duration).join(', '))"))
                .isEqualTo("10 s, 1 min 30 s, 6 min 0 s, 1 h 30 min, 2 h 0 min");
    }
}
