package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The first screen of a round and its panel, for a study of an external trainer.
class RoundPageTest extends BrowserTest {

    @BeforeAll
    static void write() throws Exception {
        MadeProject.writeTo(url);
    }

    private void open(int width) {
        open(
                new Browser.NewContextOptions()
                        .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
                        .setViewportSize(width, 900));
        page.navigate(url + "/rounds/p-r1");
        assertThat(page.locator("[data-testid=isolation-plot] tb-chart[data-drawn]")).hasCount(1);
    }

    @Test
    void theAnswerChecklistAndNextActionAreOnTheFirstScreen() {
        open(1440);
        assertThat(id("answer"))
                .containsText(Pattern.compile("sgd .*%, adam .*%|adam .*%, sgd .*%"));
        Locator next = id("next-action");
        assertThat(next.boundingBox().y + next.boundingBox().height).isLessThan(900);
        assertThat(top(id("status"))).isLessThan(top(id("axis-plot").first()));
    }

    @Test
    void onAPhoneTheAnswerComesBeforeThePlots() {
        open(400);
        assertThat(top(id("answer"))).isLessThan(top(id("isolation-plot")));
        assertThat(top(id("isolation-plot"))).isLessThan(top(id("axis-plot").first()));
        int overflow =
                (int)
                        page.evaluate(
                                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).isZero();
    }

    @Test
    void aLinkToAPartOfThePageKeepsWhatIsTyped() {
        open(1440);
        id("rationale").fill("half a thought");
        id("status").locator("a").first().click();
        assertThat(page).hasURL(Pattern.compile("#question-space$"));
        page.goBack();
        page.goForward();
        assertThat(id("rationale")).hasValue("half a thought");
    }

    @Test
    void withoutANameNothingIsRecorded() {
        open(1440);
        Locator first = id("checklist-item").first();
        first.getByTestId("answer-box").fill("Wide enough.");
        first.getByTestId("answer-fine").click();
        assertThat(first).containsText("Enter your name first");
        assertThat(id("recorder")).isFocused();
        assertThat(id("decide-launch")).hasText("Launch");
        id("recorder").fill("ada");
        assertThat(id("decide-launch")).hasText("Launch as ada");
    }

    @Test
    void anotherCandidateIsChosenAndStaysInTheUrl() {
        open(1440);
        id("candidate-picker").selectOption("p-s1-t2");
        assertThat(id("candidate-evidence")).containsText("is better by");
        assertThat(page).hasURL(Pattern.compile("candidate=p-s1-t2"));
        page.reload();
        assertThat(id("candidate-picker")).hasValue("p-s1-t2");
    }

    @Test
    void rerunsOfAnExternalStudyNameTheStudyToTrain() {
        open(1440);
        id("next-action").locator("a").click();
        assertThat(id("rerun")).isVisible();
        id("rerun").click();
        assertThat(id("rerun-progress")).containsText("of 10 reruns finished");
        assertThat(id("external-reruns")).containsText("POST /api/v1/studies/p-s2/ask");
    }
}
