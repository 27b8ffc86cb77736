package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trials in the table of a study and on their own page, in a browser.
class TrialTableTest {
    @TempDir private static Path folder;
    private static Tunebook server;
    private static Playwright playwright;
    private static Browser browser;
    private static String url;

    private BrowserContext context;
    private Page page;
    private final List<String> errors = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
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
        MadeProject.writeTo(url);
        playwright = Browsers.playwright();
        browser = Browsers.launch(playwright);
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        server.close();
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 1000));
        page = context.newPage();
        page.onPageError(errors::add);
    }

    @AfterEach
    void theBrowserReportsNoErrors() {
        context.close();
        assertThat(errors).isEmpty();
    }

    private Locator id(String testId) {
        return page.getByTestId(testId);
    }

    private Locator row(String trial) {
        return page.locator("[data-trial=" + trial + "]");
    }

    private Locator groups() {
        return id("group-row").filter(new Locator.FilterOptions().setHasText("optimizer"));
    }

    private Locator rows() {
        return id("trial-table").locator(".v-body .v-row");
    }

    @Test
    void theFilterCompletesNamesByKeyboardAndNamesWhatItDoesNotKnow() {
        page.navigate(url + "/studies/p-s1?hidden=show");
        Locator filter = id("trial-filter");
        filter.pressSequentially("stat");
        filter.press("ArrowDown");
        filter.press("Enter");
        assertThat(filter).hasValue("State");
        filter.press("End");
        filter.pressSequentially(":inf");
        filter.press("ArrowDown");
        filter.press("Tab");
        assertThat(filter).hasValue("State:infeasible");
        assertThat(rows()).hasCount(2);
        filter.fill("foo<3");
        assertThat(id("filter-problem")).containsText("There is no column \"foo\"; columns: Trial");
        assertThat(id("trial-table")).hasAttribute("aria-rowcount", "31");
    }

    @Test
    void trialsAreStarredPinnedHiddenAndTaggedByKeyboard() {
        page.navigate(url + "/studies/p-s1?sort=number");
        Locator table = id("trial-table");
        table.focus();
        table.press("End");
        table.press("p");
        assertThat(rows().first()).hasAttribute("data-trial", "p-s1-t29");
        table.press("s");
        assertThat(row("p-s1-t29").getByRole(AriaRole.BUTTON).first())
                .hasAttribute("aria-pressed", "true");
        table.press("t");
        page.getByLabel("Tags, separated by commas").fill("retry, long run");
        page.keyboard().press("Enter");
        assertThat(row("p-s1-t29").locator(".tag")).hasText(new String[] {"retry", "long run"});
        assertThat(table).isFocused();
        table.press("ArrowDown");
        table.press("h");
        assertThat(id("show-hidden")).hasText("Show hidden (1)");
        assertThat(row("p-s1-t0")).hasCount(0);
        id("trial-filter").fill("tag:\"long run\" starred");
        assertThat(rows()).hasCount(1);
        id("trial-filter").fill("hidden");
        assertThat(rows()).hasCount(1);
        page.navigate(url + "/studies/p-s1?sort=number&at=100");
        assertThat(row("p-s1-t0")).hasCount(1);
        assertThat(id("show-hidden")).isHidden();
    }

    @Test
    void theSelectionIsKeptOnBackAndAViewIsChosenByName() {
        page.navigate(url + "/studies/p-s1");
        Locator table = id("trial-table");
        table.focus();
        table.press("ArrowDown");
        table.press("Space");
        table.press("ArrowDown");
        table.press("Space");
        assertThat(page).hasURL(Pattern.compile(".*[?&]selected=\\d+[,-]\\d+"));
        id("compare-marked").click();
        assertThat(id("compare-title")).hasText("Compare 2 trials");
        page.goBack();
        assertThat(id("compare-marked")).hasText("Compare 2");

        id("group").selectOption("optimizer");
        assertThat(groups()).hasCount(2);
        assertThat(groups().first()).containsText("optimizer adam · ");
        id("trial-filter").fill("state:completed");
        id("save-view").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("By optimizer");
        page.keyboard().press("Enter");
        assertThat(id("view").locator("option:checked")).hasText("By optimizer");
        id("view").selectOption("All trials");
        assertThat(id("group-row")).hasCount(0);
        page.reload();
        id("view").selectOption("By optimizer");
        assertThat(groups()).hasCount(2);
        assertThat(id("trial-filter")).hasValue("state:completed");
    }

    @Test
    void brushingParallelCoordinatesSelectsTrialsInTheTableAndThePlots() {
        page.navigate(url + "/studies/p-s1");
        Locator chart = page.locator("[data-testid=parallel] tb-chart[data-drawn]");
        chart.scrollIntoViewIfNeeded();
        var box = chart.boundingBox();
        double x = box.x + 56;
        page.mouse().move(x, box.y + 40);
        page.mouse().down();
        page.mouse().move(x, box.y + 80);
        page.mouse().move(x, box.y + 130);
        page.mouse().up();
        assertThat(page).hasURL(Pattern.compile(".*[?&]selected=.+"));
        assertThat(id("compare-marked")).hasText(Pattern.compile("Compare \\d+"));
        id("clear-marked").click();
        assertThat(page).not().hasURL(Pattern.compile(".*selected.*"));
    }
}
