package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Trials in the table of a study and on their own page, in a browser.
class TrialTableTest extends BrowserTest {

    @BeforeAll
    static void write() throws Exception {
        MadeProject.writeTo(url);
    }

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions().setViewportSize(1440, 1000));
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

    @ParameterizedTest
    @ValueSource(ints = {400, 1440})
    void everyHeaderIsAboveItsColumn(int width) {
        page.setViewportSize(width, 900);
        page.navigate(url + "/studies/p-s1");
        assertThat(row("p-s1-t0")).hasCount(1);
        var far =
                page.evaluate(
                        """
                        () => {
                          const edges = (row) => [...row.children].map((c) => {
                            const { left, right } = c.getBoundingClientRect();
                            return [left, right];
                          });
                          const head = edges(document.querySelector('.v-head'));
                          const row = edges(document.querySelector('.v-body [data-trial]'));
                          return head.length !== row.length ? ['columns', head.length, row.length]
                            : head.flat().map((x, i) => x - row.flat()[i]).filter((d) => Math.abs(d) > 0.6);
                        }
                        """);
        assertThat((List<?>) far).isEmpty();
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
        id("trial-filter").fill("seconds<0s");
        assertThat(id("no-trials")).hasText("No trial matches the filter.");
        id("trial-filter").fill("");
        page.reload();
        id("view").selectOption("By optimizer");
        assertThat(groups()).hasCount(2);
        assertThat(id("trial-filter")).hasValue("state:completed");
    }

    @Test
    void backFromATrialReturnsToItsRowWhereItWas() {
        page.navigate(url + "/studies/p-s1");
        Locator table = id("trial-table");
        table.focus();
        table.press("End");
        table.press("ArrowUp");
        assertThat(page.locator("[data-testid=timeline] tb-chart[data-drawn]")).hasCount(1);
        Locator active = page.locator(".v-row[data-active]");
        String trial = active.getAttribute("data-trial");
        double top = top(active);
        table.press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/trials/" + trial));
        assertThat(page.locator("h1")).containsText("trial");
        page.goBack();
        assertThat(table).isFocused();
        assertThat(active).hasAttribute("data-trial", trial);
        page.waitForCondition(() -> Math.abs(top(active) - top) < 2);
        page.goForward();
        assertThat(page.locator("h1")).containsText("trial");
        assertThat((Number) page.evaluate("scrollY")).isEqualTo(0);
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

    @Test
    void aTrialLeadsToItsNeighboursAndToTheDecisionAndHasNotes() {
        page.navigate(url + "/trials/p-s1-t5");
        assertThat(page.locator("h1")).containsText("trial 5");
        page.keyboard().press("]");
        assertThat(page).hasURL(url + "/trials/p-s1-t6");
        assertThat(page.locator("h1")).containsText("trial 6");
        page.keyboard().press("[");
        assertThat(page).hasURL(url + "/trials/p-s1-t5");
        assertThat(id("propose")).hasAttribute("href", "/rounds/p-r1?candidate=p-s1-t5#decide");
        page.getByText("Write a note").click();
        page.locator("textarea[name=text]").fill("Rises after *step 400*");
        page.getByText("Add note").click();
        assertThat(id("note").locator("em")).hasText("step 400");
        id("mark-starred").click();
        assertThat(id("mark-starred")).hasText("★ Starred");
        page.navigate(url + "/studies/p-s1?filter=starred");
        assertThat(row("p-s1-t5")).hasCount(1);
    }

    @Test
    void aRunningTrialAndItsStudyAreStoppedWithAReason() {
        post(
                "/api/v1/rounds/p-r1/studies",
                """
                {"name":"Stopped","settings":{},"algorithm":{"kind":"HALTON","seed":7},"trials":4,"trainer":"external",
                 "space":[{"name":"learning_rate","domain":{"scale":"log","low":0.001,"high":1}},
                          {"name":"momentum","domain":{"scale":"linear","low":0,"high":0.99}},
                          {"name":"optimizer","domain":{"scale":"choice","values":["sgd","adam"]}}],
                 "reproduction":{"command":"train.py","version":"1","data":"d","digest":"00"}}\
                """);
        post("/api/v1/studies/p-s2/start", "{}");
        post("/api/v1/studies/p-s2/ask", "{\"trainer\":\"t\",\"device\":\"d\"}");
        page.navigate(url + "/trials/p-s2-t0");
        id("offer-again").click();
        page.getByRole(AriaRole.DIALOG).getByLabel("Reason").fill("the disk is full");
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).containsText("abandoned: the disk is full");
        assertThat(id("stop-trial")).hasCount(0);
        page.navigate(url + "/studies/p-s2");
        id("stop-study").click();
        page.getByRole(AriaRole.DIALOG).getByLabel("Reason").fill("enough");
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).containsText("stopped");
        assertThat(id("stop-study")).hasCount(0);
    }

    @Test
    void artifactsArePreviewedAsDataAndNeverExecuted() {
        post(
                "/api/v1/experiments/1/describe",
                """
                {"project":"tracked","title":"Tracked","objective":{"metric":"val_loss","direction":"MINIMIZE"},
                 "goal":{"kind":"UNDERSTANDING","phase":"EXPLORATION","question":"Which rate?"},
                 "roles":[{"parameter":{"name":"lr","domain":{"scale":"log","low":0.0001,"high":10}},
                           "role":"SCIENTIFIC","why":"asked"}]}\
                """);
        String run = first("/api/v1/studies/tracked-s1");
        String folder = "/api/2.0/mlflow-artifacts/artifacts/1/" + run + "/artifacts/";
        put(folder + "page.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
        put(folder + "table.csv", "epoch,\"a, b\"\n1,\"say \"\"x\"\"\"\n");
        put(folder + "a.json", "{\"lr\":0.1}");
        page.onDialog(d -> errors.add("executed: " + d.message()));
        page.navigate(url + "/trials/" + run);
        assertThat(id("artifact")).hasCount(3);
        for (int i = 0; i < 3; i++) {
            id("artifact").nth(i).locator("summary").click();
        }
        assertThat(id("preview").nth(0)).hasText("{\n  \"lr\": 0.1\n}");
        assertThat(id("preview").nth(1)).containsText("<svg xmlns=");
        assertThat(id("preview").nth(1).locator("svg")).hasCount(0);
        assertThat(id("preview").nth(2).locator("td")).hasText(new String[] {"1", "say \"x\""});
        var served = page.request().get(url + folder + "page.svg").headers();
        assertThat(served.get("content-disposition")).isEqualTo("attachment");
        assertThat(served.get("content-type")).isEqualTo("application/octet-stream");
        assertThat(served.get("x-content-type-options")).isEqualTo("nosniff");
        id("propose").waitFor();
        page.navigate(url + "/compare?trials=p-s1-t3," + run);
        assertThat(id("compare-warning").first()).containsText("different objectives");
    }

    @Test
    void anEmptyComparisonOffersTrialsAndRemovingOneKeepsTheFocus() {
        page.navigate(url + "/compare");
        page.getByLabel("Project").selectOption("p");
        page.getByLabel("Round").selectOption("p-r1");
        page.getByLabel("Study").selectOption("p-s1");
        id("picker-search").fill("state:completed");
        for (int i = 0; i < 3; i++) {
            id("picker").locator("input[name=trial]").nth(i).check();
        }
        id("compare-picked").click();
        assertThat(id("compare-title")).hasText("Compare 3 trials");
        assertThat(id("compare-warning")).hasCount(0);
        String second = id("compared").nth(1).getAttribute("data-trial");
        id("compared").first().getByText("Remove").click();
        assertThat(id("compare-title")).hasText("Compare 2 trials");
        assertThat(row(second).getByText("Remove")).isFocused();
    }

    @Test
    void aComparisonShowsTheTrialsThatExistAndNamesTheOthers() {
        page.navigate(url + "/compare?trials=p-s1-t0,no-such,p-s1-t1");
        assertThat(id("compare-title")).hasText("Compare 2 trials");
        assertThat(id("unknown-trials")).hasText("There is no trial 'no-such'.");
        page.navigate(url + "/compare?trials=no-such");
        assertThat(id("unknown-trials")).hasText("There is no trial 'no-such'.");
        assertThat(id("picker")).isVisible();
    }

    private void post(String path, String body) {
        var response =
                page.request()
                        .post(
                                url + path,
                                RequestOptions.create()
                                        .setHeader("Content-Type", "application/json")
                                        .setData(body));
        assertThat(response.status()).as(response.text()).isEqualTo(200);
    }

    private void put(String path, String content) {
        var response = page.request().put(url + path, RequestOptions.create().setData(content));
        assertThat(response.status()).as(response.text()).isEqualTo(200);
    }

    /// The id of the study's first trial.
    private String first(String study) {
        String text = page.request().get(url + study).text();
        return text.replaceAll("(?s).*\"trials\":\\[\\{\"id\":\"([^\"]+)\".*", "$1");
    }
}
