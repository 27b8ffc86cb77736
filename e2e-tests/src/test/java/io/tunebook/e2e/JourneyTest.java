package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.tunebook.server.training.run.StudyData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// One demo, from the first trial to a decision and to past positions. Each test builds on those
/// before it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JourneyTest {
    /// The folder of the screenshots; the README's are taken with
    /// `-Dtunebook.screenshots=docs/images`.
    private static final Path SCREENSHOTS =
            Path.of(System.getProperty("tunebook.screenshots", "target/screenshots"));

    /// All trials of the demonstration where the screenshots are the README's, else half of them.
    private static final int TRIALS = SCREENSHOTS.endsWith("docs/images") ? 48 : 24;

    private static final double DEMO_MILLIS = 150_000;

    @TempDir private static Path folder;
    private static Tunebook demo;
    private static String url;

    private BrowserContext context;
    private Page page;
    private final List<String> errors = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        int port = Tunebook.freePort();
        url = "http://127.0.0.1:" + port;
        if (TRIALS < 48) {
            SmallDemo.write(folder.resolve("log"), StudyData.generated(), TRIALS / 2);
        }
        demo =
                Tunebook.start(
                        folder,
                        "demo",
                        "--data-dir",
                        folder.resolve("log").toString(),
                        "--port",
                        "" + port);
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterAll
    static void stop() throws Exception {
        demo.close();
    }

    @BeforeEach
    void open() {
        open(ColorScheme.LIGHT, 1440);
    }

    private void open(ColorScheme scheme, int width) {
        context =
                Browsers.shared()
                        .newContext(
                                new Browser.NewContextOptions()
                                        .setColorScheme(scheme)
                                        .setViewportSize(width, 1000));
        page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(m -> {
            if (m.type().equals("error")) {
                errors.add(m.text());
            }
        });
        page.onRequest(r -> {
            if (!r.url().startsWith(url)
                    && !r.url().startsWith("data:")
                    && !r.url().startsWith("blob:")) {
                errors.add("a request to another host: " + r.url());
            }
        });
    }

    @AfterEach
    void theBrowserReportsNoErrors() {
        context.close();
        assertThat(errors).isEmpty();
    }

    private Locator id(String testId) {
        return page.getByTestId(testId);
    }

    private static LocatorAssertions.ContainsTextOptions within(double millis) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(millis);
    }

    @Test
    @Order(1)
    void theRoundsPageUpdatesLiveDuringTraining() throws Exception {
        for (int i = 0; ; i++) {
            try {
                page.navigate(url + "/rounds/digits-r1");
                if (id("round-question").count() > 0 || i > 240) {
                    break;
                }
                page.waitForTimeout(250);
            } catch (com.microsoft.playwright.PlaywrightException e) {
                if (i > 240) {
                    throw e;
                }
                page.waitForTimeout(250);
            }
        }
        errors.clear();
        assertThat(id("round-question")).containsText("Nesterov momentum or Adam");
        assertThat(page.locator("ol.steps [data-state=current]"))
                .containsText("of " + TRIALS + " trials", within(30_000));
        // Typed text stays while events arrive.
        assertThat(id("rationale"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        id("rationale").fill("half a thought");
        assertThat(page.locator("ol.steps"))
                .containsText(TRIALS + " of " + TRIALS + " trials", within(DEMO_MILLIS));
        assertThat(id("rationale")).hasValue("half a thought");
        assertThat(page.locator("ol.steps [data-state=current]"))
                .containsText("Learn", within(60_000));
    }

    @Test
    @Order(2)
    void theRoundsPageShowsEverythingForAReview() {
        page.navigate(url + "/");
        page.getByRole(
                        com.microsoft.playwright.options.AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("digits"))
                .click();
        page.getByText("Does Nesterov momentum or Adam").click();
        assertThat(id("answer"))
                .containsText(Pattern.compile("nesterov .*%.* adam|adam .*%.* nesterov"));
        assertThat(id("status")).containsText(Pattern.compile("need.? attention"));
        assertThat(id("next-action")).containsText(Pattern.compile("Next: .+"));
        assertThat(id("axis-plot")).hasCount(4);
        for (String parameter :
                List.of(
                        "learning_rate[optimizer=nesterov]",
                        "momentum[optimizer=nesterov]",
                        "learning_rate[optimizer=adam]",
                        "beta1[optimizer=adam]")) {
            assertThat(
                            page.locator(
                                    "[data-testid=axis-plot][data-parameter='"
                                            + parameter
                                            + "'] tb-chart[data-drawn]"))
                    .hasCount(1);
        }
        assertThat(page.locator("[data-testid=curves-plot] tb-chart[data-drawn]")).hasCount(1);
        assertThat(page.locator("[data-testid=isolation-plot] tb-chart[data-drawn]")).hasCount(1);
        assertThat(id("checklist-item")).hasCount(5);
        for (Locator item : id("checklist-item").all()) {
            assertThat(item.locator("p").first()).containsText(Pattern.compile("PB-\\d\\d"));
            assertThat(item.locator(".verdict")).not().containsText("not yet");
        }
        // The fixed hyperparameters of the better optimizer: after all trials Nesterov, before
        // Adam.
        assertThat(id("caveats").locator("li")).hasCount(TRIALS == 48 ? 7 : 9);
        id("roles").locator("summary").click();
        assertThat(
                        page.getByRole(
                                com.microsoft.playwright.options.AriaRole.REGION,
                                new Page.GetByRoleOptions().setName("Roles")))
                .containsText("scientific");
    }

    @Test
    @Order(3)
    void thePageFitsInLightInDarkAndOnANarrowScreen() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1440, 400}) {
                context.close();
                open(scheme, width);
                page.navigate(url + "/rounds/digits-r1");
                assertThat(page.locator("[data-testid=isolation-plot] tb-chart[data-drawn]"))
                        .hasCount(1);
                assertThat(page.locator("tb-chart[data-drawn]")).hasCount(6);
                int overflow =
                        (int)
                                page.evaluate(
                                        "document.documentElement.scrollWidth - document.documentElement.clientWidth");
                assertThat(overflow).as("%s %d", scheme, width).isZero();
                screenshot(
                        "round-"
                                + scheme.name().toLowerCase(java.util.Locale.ROOT)
                                + (width == 400 ? "-narrow" : ""));
            }
        }
    }

    @Test
    @Order(4)
    void aDecisionNeedsEveryQuestionAnsweredOrOverridden() {
        page.navigate(url + "/rounds/digits-r1");
        assertThat(id("gain-basis")).hasText("No baseline: this would be the first launch.");
        assertThat(errors).isEmpty();
        page.navigate(url + "/rounds/digits-r1?candidate=nonsense");
        assertThat(id("candidate-problem"))
                .containsText(
                        "Round digits-r1 has no completed trial 'nonsense'. Enter an id such as digits-");
        assertThat(id("decide-launch")).hasCount(0);
        // The browser logs the answers to the unknown trial.
        assertThat(errors).isNotEmpty().allMatch(e -> e.contains("404 (Not Found)"));
        errors.clear();
        page.navigate(url + "/rounds/digits-r1");
        Locator launch = id("decide-launch");
        assertThat(launch).isDisabled();
        Locator first = question("space");
        first.getByTestId("answer-box").fill("Looked at the plots.");
        first.getByTestId("answer-fine").click();
        assertThat(first).containsText("Enter your name first");
        id("recorder").fill("Ada Lovelace");
        id("rationale").fill("The lower error of the two, and clear of every bound.");
        assertThat(launch).isDisabled();
        assertThat(launch).hasText("Launch as Ada Lovelace");
        for (String name : List.of("space", "points", "infeasible", "optimisation")) {
            Locator item = question(name);
            item.getByTestId("answer-box").fill("Looked at the plots: good enough.");
            item.getByTestId("answer-fine").click();
            assertThat(item.locator(".answer")).containsText("Ada Lovelace");
        }
        assertThat(id("rationale"))
                .hasValue("The lower error of the two, and clear of every bound.");
        assertThat(launch).isDisabled();
        question("curves")
                .getByTestId("answer-box")
                .fill("A longer run is planned for the next round.");
        assertThat(launch).isEnabled();
        rerunsAppearWithoutAReload();
        if (id("not-better").count() > 0) {
            id("not-better").fill("The order is not settled; the cheaper one is kept.");
        }
        launch.click();
        assertThat(id("launch-row")).containsText("Launched");
        assertThat(id("launch-row")).containsText("Ada Lovelace");
        assertThat(question("curves")).containsText("Overridden: A longer run is planned");
        assertThat(id("status")).containsText("All questions are answered");
        assertThat(id("gain")).hasText("This configuration is the baseline.");
        assertThat(id("candidate-evidence")).hasCount(0);
        assertThat(page.locator("ol.steps [data-state=done]")).hasCount(4);
    }

    private Locator question(String name) {
        return page.locator("[data-testid=checklist-item][data-question=" + name + "]");
    }

    private void rerunsAppearWithoutAReload() {
        page.evaluate("window.sameDocument = true");
        id("reruns").getByLabel("Reruns per configuration").fill("3");
        id("rerun").click();
        assertThat(id("rerun-values"))
                .containsText(
                        Pattern.compile("over 3 reruns; .* over 3 reruns"), within(DEMO_MILLIS));
        assertThat(id("rerun-progress")).hasCount(0);
        org.assertj.core.api.Assertions.assertThat(page.evaluate("window.sameDocument"))
                .isEqualTo(true);
        assertThat(id("rationale"))
                .hasValue("The lower error of the two, and clear of every bound.");
    }

    @Test
    @Order(5)
    void theDecisionBecomesTheProjectsBaselineWithItsEvidence() {
        page.navigate(url + "/projects/digits");
        assertThat(id("baseline")).containsText("%");
        assertThat(id("baseline")).containsText("learning_rate");
        screenshot("project-light");
        id("baseline").getByText("the decision and its evidence").click();
        assertThat(page.locator("h1")).containsText("Launched");
        assertThat(page.locator("main")).containsText("Overridden: A longer run is planned");
        assertThat(page.locator("main")).containsText("Looked at the plots");
        assertThat(page.locator("main")).containsText("Valid for this batch size");
        assertThat(id("rerun-dots")).isVisible();
        assertThat(id("gain-interval")).isVisible();
        screenshot("launch-light");
        org.assertj.core.api.Assertions.assertThat(printedPages()).isEqualTo(2);
    }

    /// The number of A4 pages that the page prints on.
    private int printedPages() {
        String pdf =
                new String(
                        page.pdf(new Page.PdfOptions().setFormat("A4")),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
        return (int) Pattern.compile("/Type\\s*/Page\\b(?!s)").matcher(pdf).results().count();
    }

    @Test
    @Order(6)
    void theAuditListsEveryEventAndLinksToThePast() {
        page.navigate(url + "/audit?view=events");
        assertThat(page.locator("[data-testid=event-row][data-type=launch-decided]")).hasCount(1);
        int head = Integer.parseInt(id("event-row").first().getAttribute("data-position"));
        List<Integer> positions = new ArrayList<>();
        while (true) {
            for (Locator row : id("event-row").all()) {
                positions.add(Integer.valueOf(row.getAttribute("data-position")));
            }
            if (page.getByText("Older").count() == 0) {
                break;
            }
            int last = positions.getLast();
            page.getByText("Older").click();
            assertThat(page.locator("[data-testid=event-row][data-position='" + last + "']"))
                    .hasCount(0);
            assertThat(id("event-row").first()).isVisible();
        }
        assertThat(positions).hasSize(head).doesNotHaveDuplicates();

        page.navigate(url + "/audit?type=study-started");
        assertThat(id("event-row")).hasCount(3);
        screenshot("audit-light");
        id("event-row").last().locator("a").first().click();
        assertThat(id("at-band")).containsText("As of event");
        page.navigate(url + "/rounds/digits-r1?at=8");
        assertThat(page.locator("ol.steps")).containsText("0 of");
        assertThat(id("decide-launch")).hasCount(0);
        page.getByText("digits").first().click();
        assertThat(page.locator("h1")).containsText("digits");
        assertThat(page).hasURL(Pattern.compile(".*/projects/digits\\?at=8$"));
        assertThat(id("baseline")).containsText("No launch yet");
        id("back-to-live").click();
        assertThat(id("baseline")).containsText("learning_rate");
        page.goBack();
        assertThat(id("baseline")).containsText("No launch yet");
    }

    @Test
    @Order(7)
    void everyOtherPageOpens() {
        for (String path :
                List.of(
                        "/studies/digits-s1",
                        "/studies/digits-s2?sort=seconds&order=down",
                        "/trials/digits-s1-t0",
                        "/trials/digits-s2-t1",
                        "/agents",
                        "/playbook",
                        "/")) {
            page.navigate(url + path);
            assertThat(page.locator("h1")).isVisible();
            assertThat(page.locator("[role=alert]:not(:empty)")).hasCount(0);
        }
        page.navigate(url + "/playbook");
        assertThat(page.locator("#PB-25")).containsText("widen");
        page.navigate(url + "/rounds/nowhere");
        assertThat(page.locator("h1")).containsText("Not found");
        assertThat(page.locator("main")).containsText("There is no round 'nowhere'");
        // The browser reports the 404, which is expected.
        errors.removeIf(e -> e.contains("404"));
    }

    @Test
    @Order(8)
    void thePageReconnectsAfterTheServerRestarts() throws Exception {
        page.navigate(url + "/projects/digits");
        assertThat(id("live-position")).containsText("live · event");
        demo.close();
        assertThat(id("live-position")).containsText("reconnecting", within(30_000));
        demo =
                Tunebook.start(
                        folder,
                        "serve",
                        "--data-dir",
                        folder.resolve("log").toString(),
                        "--port",
                        url.substring(url.lastIndexOf(':') + 1));
        assertThat(id("live-position")).containsText("live · event", within(60_000));
        assertThat(id("baseline")).containsText("learning_rate");
        errors.clear();
    }

    private void screenshot(String name) {
        // Charts draw one frame after their data arrive.
        page.waitForTimeout(300);
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
