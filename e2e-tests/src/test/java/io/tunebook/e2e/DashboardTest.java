package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tasks of users on the dashboard, on one generated project and in one browser.
class DashboardTest extends BrowserTest {
    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/projects/p",
                    "/projects/p/new-round",
                    "/projects/p/batch-size",
                    "/rounds/p-r1",
                    "/rounds/p-r1?at=20",
                    "/studies/p-s1",
                    "/trials/p-s1-t3",
                    "/compare?trials=p-s1-t0,p-s1-t3,p-s1-t4",
                    "/compare",
                    "/new-project",
                    "/import",
                    "/agents",
                    "/audit?since=3&until=60",
                    "/audit?view=trials",
                    "/playbook",
                    "/experiments/1",
                    "/api/",
                    "/rounds/nowhere");

    /// The pages that have other elements on a narrow screen.
    private static final List<String> NARROW =
            List.of("/", "/projects/p", "/rounds/p-r1", "/studies/p-s1", "/audit?view=trials");

    @BeforeAll
    static void write() throws Exception {
        MadeProject.writeTo(url);
    }

    @BeforeEach
    void open() {
        open(ColorScheme.LIGHT, 1440);
    }

    private void open(ColorScheme scheme, int width) {
        open(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 1000));
        page.onRequest(r -> {
            if (!r.url().startsWith(url)
                    && !r.url().startsWith("data:")
                    && !r.url().startsWith("blob:")
                    && !r.url().startsWith("about:")) {
                errors.add("a request to another host: " + r.url());
            }
        });
    }

    @Test
    void everyPageIsAccessibleInBothSchemesAndFitsANarrowScreen() {
        Settled settled = new Settled(page);
        for (String path : PAGES) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.setViewportSize(1440, 900);
            settled.navigate(url + path);
            assertThat(page.locator("h1")).isVisible();
            isAccessibleAndFits(path, List.of());
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            page.setViewportSize(400, 900);
            // Another scheme and width change the colours, and the rows of tables.
            isAccessibleAndFits(
                    path, NARROW.contains(path) ? List.of() : List.of("color-contrast"));
        }
    }

    /// @param rules of axe; all when empty
    private void isAccessibleAndFits(String path, List<String> rules) {
        // The details of what passes take longer than the rules themselves.
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true).options(options);
        if (!rules.isEmpty()) {
            axe.withRules(rules);
        }
        assertThat(axe.analyze().getViolations().stream().map(v -> v.getId() + " " + v.getNodes()))
                .as(path)
                .isEmpty();
        assertThat(
                        page.evaluate(
                                "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("overflow of %s beyond the screen", path)
                .isEqualTo(0);
    }

    @Test
    void aRoundOpensWithThreeRequests() {
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        page.navigate(url + "/projects/p");
        assertThat(id("live-position")).containsText("live · event");
        assertThat(page.locator("main a[href^='/rounds/p-r1']").first()).isVisible();
        page.waitForLoadState(LoadState.NETWORKIDLE);
        page.onRequest(r -> requests.add(r.url().substring(url.length()).replaceAll("[?].*", "")));
        page.locator("main a[href^='/rounds/p-r1']").first().click();
        assertThat(id("round-question")).isVisible();
        assertThat(page.locator("[data-testid=axis-plot] tb-chart[data-drawn]").first())
                .isVisible();
        page.waitForTimeout(1_000);
        assertThat(requests.stream().filter(r -> r.startsWith("/api/v1/")))
                .filteredOn(r -> !r.endsWith("/stream"))
                .containsExactlyInAnyOrder(
                        "/api/v1/rounds/p-r1", "/api/v1/curves", "/api/v1/rounds/p-r1/learning");
    }

    @Test
    void aHiddenPageClosesItsConnectionAndReopensItWhenShown() {
        context.addInitScript(
                "window.sources = []; window.EventSource = class extends EventSource { constructor(url) { super(url); window.sources.push(this); } }");
        page.navigate(url + "/projects/p");
        assertThat(id("live-position")).containsText("live · event");
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        assertThat((List<?>) page.evaluate("sources.map((s) => s.readyState)"))
                .as("closed")
                .isEqualTo(List.of(2));
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        page.waitForCondition(() ->
                (boolean) page.evaluate("sources.length === 2 && sources[1].readyState === 1"));
    }

    @Test
    void anExperimentOfExternalRunsIsDescribedAndItsStudyCannotBeExtended() {
        page.navigate(url + "/experiments/1");
        assertThat(page.getByLabel("Objective")).hasValue("val_loss");
        page.getByLabel("Question").fill("Which learning rate?");
        id("describe").click();
        assertThat(id("round-question")).containsText("Which learning rate?");
        assertThat(page.locator("#experiments table")).containsText("tracked");
        assertThat(id("extend")).hasCount(0);
        page.navigate(url + "/rounds/p-r1");
        assertThat(id("extend")).hasCount(1);
    }

    @Test
    void aReviewerSelectsTrialsByKeyboardAndComparesTheirCurves() {
        page.navigate(url + "/studies/p-s1");
        Locator table = id("trial-table");
        assertThat(table.locator(".v-body .v-row").first()).hasAttribute("data-trial", "p-s1-t0");
        table.focus();
        table.press("Space");
        table.press("ArrowDown");
        table.press("Space");
        assertThat(id("compare-marked")).hasText("Compare 2");
        id("trial-filter").fill("state:infeasible");
        assertThat(table.locator(".v-body .v-row")).hasCount(2);
        assertThat(page).hasURL(Pattern.compile(".*filter=state%3Ainfeasible.*"));
        id("trial-filter").fill("learning_rate<0.01 value<0.07");
        page.reload();
        assertThat(id("trial-filter")).hasValue("learning_rate<0.01 value<0.07");
        id("trial-filter").fill("");
        table.focus();
        table.press("Home");
        table.press("Space");
        id("compare-marked").click();
        assertThat(id("compare-title")).hasText("Compare 1 trial");
        page.goBack();
        assertThat(id("trial-table")).isVisible();
    }

    @Test
    void anOutlierKeepsTheScaleAndNaNIsMarked() {
        page.navigate(url + "/compare?trials=p-s1-t0,p-s1-t1,p-s1-t3,p-s1-t4");
        assertThat(page.locator("[data-testid=compare-chart] tb-chart[data-drawn]")).hasCount(1);
        assertThat(id("compared")).hasCount(4);
        Object option =
                page.evaluate(
                        """
                        async () => {
                          const { compareChart } = await import('/static/js/charts/compare.js');
                          const { theme } = await import('/static/js/charts/theme.js');
                          const f = (...xs) => Float32Array.from(xs);
                          const line = (y, failed, nans = [0, 0]) => ({ name: 'l', trial: 't', colour: 'red', kind: 'validation', steps: f(1, 2),
                            low: f(...y), high: f(...y), nans: f(...nans), bestStep: null, failed, toX: (s) => s });
                          const drawn = compareChart([line([0.5, 0.1], false), line([0.4, NaN], true, [0, 1]), line([5000, 5000], true)],
                            { metric: 'validation/error', x: 'step', logX: false, logY: false, smooth: 0, whole: false, extent: [1, 2] }, theme(document.body));
                          const marks = drawn.series.filter((s) => s.type === 'scatter').flatMap((s) => s.data.map((d) => d.what));
                          return drawn.yAxis.max < 1 && marks.some((m) => m === 'is NaN') && marks.some((m) => m.includes('beyond'));
                        }
                        """);
        assertThat(option).isEqualTo(true);
    }

    @Test
    void theLineageIsAStepLineAndARevertReturnsToThePreviousLaunch() {
        page.navigate(url + "/playbook");
        Object live =
                page.evaluate(
                        """
                        async () => {
                          const { steps, lineageChart } = await import('/static/js/charts/lineage.js');
                          const { theme } = await import('/static/js/charts/theme.js');
                          const launch = (id, decision, value, baseline, position, reverted = null) => ({ id, roundNumber: 1, decision, value, baseline, gain: baseline == null ? null : baseline - value, position, reverted, candidateLabel: id });
                          const all = [launch('c', 'LAUNCH', 0.02, 0.03, 30, { position: 40 }), launch('b', 'HOLD', 0.025, 0.03, 20), launch('a', 'LAUNCH', 0.03, null, 10)];
                          const drawn = lineageChart(all, { metric: 'validation/error', direction: 'MINIMIZE', unit: 'fraction' }, theme(document.body));
                          return steps(all).map((s) => s.live).join(' ') + '; ' + drawn.series[0].data.map((d) => d.text).join(', ') + '; ' + drawn.series[1].data.length;
                        }
                        """);
        assertThat(live).isEqualTo("0.03 0.03 0.02 0.03; first launch, , 1.00 points, reverted; 1");
    }

    @Test
    void aZoomFetchesFinerColumnsAndIsPartOfTheUrl() {
        page.navigate(url + "/compare?trials=p-s1-t0,p-s1-t1&smooth=0.6&xlog=1");
        assertThat(page.locator("[data-testid=compare-chart] tb-chart[data-drawn]")).hasCount(1);
        page.waitForRequest(
                r -> r.url().contains("/curves") && r.url().contains("from="),
                () -> page.getByText("Zoom in").click());
        assertThat(page).hasURL(Pattern.compile(".*from=.*to=.*"));
        page.locator("[data-zoom=all]").click();
        assertThat(page).not().hasURL(Pattern.compile(".*from=.*"));
    }

    @Test
    void aChartIsDownloadedAsATableAndEnlarged() throws Exception {
        page.navigate(url + "/studies/p-s1");
        Locator figure = id("budget");
        figure.locator("summary").click();
        Download csv =
                page.waitForDownload(() ->
                        figure.getByText("CSV", new Locator.GetByTextOptions().setExact(true))
                                .click());
        assertThat(Files.readString(csv.path())).contains("Trials,Expected best (median)");
        Download svg =
                page.waitForDownload(() ->
                        figure.getByText("SVG", new Locator.GetByTextOptions().setExact(true))
                                .click());
        assertThat(Files.readString(svg.path())).startsWith("<svg");
        figure.getByText("Enlarge", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("dialog tb-chart[data-drawn]")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);
    }

    @Test
    void textOfACsvIsNeverReadAsAFormula() {
        page.navigate(url + "/playbook");
        Object csv =
                page.evaluate(
                        """
                        async () => {
                          const { csv } = await import('/static/js/save.js');
                          const texts = ['=1+1', '+1+1', '-1+cmd|x', '-a', '@sum(1)', '\\tx', '\\rx', '\\nx', '\uff1d1', '=a,"b"'];
                          const plain = [-1.5, '-1.5', '+2e-3', 'a=b', '-', null, NaN];
                          return csv([texts, plain]);
                        }
                        """);
        assertThat(csv)
                .isEqualTo(
                        "'=1+1,'+1+1,'-1+cmd|x,'-a,'@sum(1),'\tx,\"'\rx\",\"'\nx\",'\uff1d1,\"'=a,\"\"b\"\"\"\r\n"
                                + "-1.5,-1.5,+2e-3,a=b,'-,,NaN\r\n");
    }

    @Test
    void aRoundIsDesignedInAFormAndCheckedWhileTheUserTypes() {
        page.navigate(url + "/projects/p");
        id("new-round").click();
        assertThat(id("why-disabled")).hasText("1 empty field: fill it in above");
        assertThat(id("create-round")).isDisabled();
        id("question").fill("Does a learning rate help?");
        assertThat(id("linter")).containsText("trials for each");
        Locator rate = id("parameter").first();
        rate.getByLabel("Role of learning_rate").selectOption("SCIENTIFIC");
        assertThat(id("warnings")).containsText("PB-15");
        rate.getByLabel("Role of learning_rate").selectOption("NUISANCE");
        id("create-round").click();
        assertThat(id("round-question")).hasText("Does a learning rate help?");
        assertThat(id("triad")).isVisible();
        assertThat(page.getByLabel("Experiments").locator("tbody tr")).hasCount(2);
        page.navigate(url + "/rounds/p-r1");
        assertThat(id("note")).containsText("<script>alert(1)</script>");
    }

    @Test
    void anAuditorVerifiesComparesPositionsAndOpensThePast() throws Exception {
        page.navigate(url + "/audit");
        id("verify").click();
        assertThat(id("verification")).containsText("Intact");
        Download checkpoint = page.waitForDownload(() -> id("checkpoint").click());
        assertThat(Files.readString(checkpoint.path())).contains("\n");
        page.getByLabel("After event").fill("3");
        page.getByLabel("up to event").fill("60");
        id("show-changes").click();
        assertThat(id("difference")).containsText("trials completed");
        id("time-slider").focus();
        page.keyboard().press("Home");
        assertThat(id("at-band")).containsText("As of event 0");
        page.getByText("Projects").first().click();
        assertThat(page.locator("main")).containsText("No project yet");
        id("back-to-live").click();
        assertThat(page.locator("main")).containsText("Made");
    }
}
