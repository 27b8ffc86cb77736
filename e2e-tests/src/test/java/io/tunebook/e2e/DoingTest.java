package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// From an empty server to a project, a round and an import, without the command line. Each test
/// builds on those before it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoingTest extends BrowserTest {

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions());
    }

    @Test
    @Order(1)
    void anEmptyHomeOffersThreeWaysToStart() {
        page.navigate(url + "/");
        assertThat(id("ways").getByRole(AriaRole.HEADING)).hasCount(3);
        assertThat(id("ways")).containsText("MLFLOW_TRACKING_URI=" + url);
        assertThat(id("ways")).containsText("./tunebook demo");
        id("import").click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Import");
    }

    @Test
    @Order(2)
    void aProjectIsCreatedWhoseDirectionFollowsItsMetric() {
        page.navigate(url + "/new-project");
        id("title").fill("My Digits");
        assertThat(page.getByLabel("Id,")).hasValue("my-digits");
        id("metric").fill("validation/accuracy");
        assertThat(page.getByLabel("Direction")).hasValue("MAXIMIZE");
        id("metric").fill("validation/error");
        assertThat(page.getByLabel("Direction")).hasValue("MINIMIZE");
        id("create-project").click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("My Digits");
        page.navigate(url + "/");
        assertThat(id("project-row")).containsText("nothing");
        page.navigate(url + "/new-project");
        id("title").fill("My Digits");
        id("create-project").click();
        assertThat(page.locator("[data-errors-of=id]")).containsText("'my-digits' already");
        assertThat(page.getByLabel("Id,")).isFocused();
    }

    @Test
    @Order(3)
    void aDesignWithAWrongFieldIsMarkedAndNotOpened() {
        page.navigate(url + "/projects/my-digits");
        id("new-round").click();
        assertThat(id("create-round")).isDisabled();
        assertThat(id("why-disabled")).hasText("5 empty fields: fill them in above");
        assertThat(page.locator("[aria-invalid=true]")).hasCount(0);
        id("why-disabled").getByRole(AriaRole.LINK).click();
        assertThat(id("question")).isFocused();
        assertThat(page.locator("[aria-invalid=true]")).hasCount(5);
        id("question").fill("Which learning rate?");
        Locator rate = id("parameter");
        rate.getByLabel("Name of hyperparameter 1").fill("learning_rate");
        rate.locator("[name=role]").selectOption("SCIENTIFIC");
        rate.locator("[name=low]").fill("1");
        rate.locator("[name=high]").fill("0.1");
        rate.locator("[name=why]").fill("asked");
        assertThat(id("why-disabled")).hasText("1 error: fix it above");
        assertThat(page.getByText("'From' must be less than 'To' of learning_rate")).hasCount(1);
        assertThat(rate.locator("[name=low]")).hasAttribute("aria-invalid", "true");
        assertThat(rate.locator("[name=name]")).not().hasAttribute("aria-invalid", "true");
        rate.locator("[name=low]").fill("abc");
        page.locator("[name=trials]").fill("2.5");
        page.locator("[name=seed]").fill("x");
        assertThat(id("why-disabled")).hasText("3 errors: fix them above");
        assertThat(page.locator("[data-errors-of='roles[0]']"))
                .hasText("From: 'abc' is not a number: enter a number, such as 0.01.");
        assertThat(page.locator("[data-errors-of=trials]")).containsText("'2.5' is not an integer");
        assertThat(page.locator("[data-errors-of=seed]")).containsText("'x' is not an integer");
        assertThat(rate.locator("[name=high]")).not().hasAttribute("aria-invalid", "true");
        rate.locator("[name=low]").fill("0.001");
        page.locator("[name=trials]").fill("24");
        page.locator("[name=seed]").fill("1");
        rate.locator("[name=role]").selectOption("NUISANCE");
        assertThat(page.getByText("no hyperparameter is scientific")).hasCount(1);
        assertThat(id("linter")).containsText("1 error: fix it");
        assertThat(id("no-warnings")).hasCount(0);
        rate.locator("[name=role]").selectOption("SCIENTIFIC");
        page.getByLabel("Trainer").selectOption("built-in");
        assertThat(id("data-check")).containsText("10,000 examples, 784 inputs, 10 classes");
        page.locator("select[name=data]").selectOption("path");
        page.locator("[name=path]").fill("/no/such/data.csv");
        page.locator("[name=path]").blur();
        assertThat(page.locator("[data-errors-of=data]")).containsText("no such file");
        page.getByLabel("Trainer").selectOption("external");
        assertThat(page.locator("input[name=data]")).hasValue("");
        assertThat(page.getByText("the trainer loads the data itself")).isVisible();
        page.getByLabel("Trainer").selectOption("built-in");
        assertThat(id("create-round")).isDisabled();
        page.locator("select[name=data]").selectOption("digits rows=10000 seed=1");
        assertThat(id("create-round")).isEnabled();
        id("create-round").click();
        assertThat(id("round-question")).hasText("Which learning rate?");
    }

    @Test
    @Order(4)
    void aTableIsUploadedPreviewedAndImportedWhileTheServerRuns() throws Exception {
        Path table = folder.resolve("sweep.csv");
        Files.writeString(
                table,
                "Name,State,lr,val_accuracy\na,finished,0.1,0.5\nb,crashed,0.2,0.75\nc,finished,0.3,0.8\n");
        page.navigate(url + "/import");
        id("import-kind").selectOption("archive");
        id("import-file").setInputFiles(table);
        id("import-preview-button").click();
        assertThat(id("import-preview")).containsText("Nothing is imported yet");
        assertThat(id("import-preview").getByText("sweep.csv").first())
                .hasCSS("text-transform", "none");
        page.getByText("Discard").click();
        assertThat(id("import-file")).isFocused();
        id("import-preview-button").click();
        assertThat(id("import-preview").getByLabel("Studies to import").locator("tbody tr"))
                .containsText("sweep");
        assertThat(id("import-columns").locator("tbody tr")).hasCount(4);
        id("import-objective").selectOption("val_accuracy");
        assertThat(page.getByLabel("Direction")).hasValue("MAXIMIZE");
        id("import-apply").click();
        assertThat(id("import-done")).containsText("3 runs are new");
        assertThat(id("import-done").getByText("Experiment sweep")).isVisible();
        id("import-done").getByRole(AriaRole.LINK).first().click();
        assertThat(id("round-question")).containsText("sweep");
        Locator studies = page.getByLabel("Studies").locator("tbody");
        assertThat(studies).containsText("finished");
        assertThat(studies.getByText("Stop")).hasCount(0);
        page.navigate(url + "/");
        assertThat(page.getByLabel("Projects").getByText("nothing")).hasCount(2);
    }

    @Test
    @Order(5)
    void theDirectionOfAMetricIsJudgedByItsName() {
        page.navigate(url + "/");
        assertThat(
                        page.evaluate(
                                """
                                async () => {
                                  const { directionOf } = await import('/static/js/parts/direction.js');
                                  const metrics = ['val_acc', 'F1', 'test/loss', 'error', 'accuracy_loss', 'speed'];
                                  return metrics.map((m) => directionOf(m).slice(0, 3)).join(' ');
                                }
                                """))
                .isEqualTo("MAX MAX MIN MIN MIN MIN");
    }

    @Test
    @Order(6)
    void aFolderBecomesOneZipFileThatIsRead() {
        page.navigate(url + "/");
        String crc =
                (String)
                        page.evaluate(
                                """
                                async () => {
                                  const { crc32, zipOf } = await import('/static/js/parts/zip.js');
                                  const bytes = new TextEncoder().encode('123456789');
                                  const zip = zipOf([{ path: 'a/b', bytes }, { path: 'c', bytes }]);
                                  return `${crc32(bytes).toString(16)} ${zip.size}`;
                                }
                                """);
        assertThat(crc).isEqualTo("cbf43926 " + (2 * (30 + 9 + 46) + 2 * (3 + 1) + 22));
    }

    @Test
    @Order(7)
    void aProjectIsExportedFromItsPage() throws Exception {
        page.navigate(url + "/projects/my-digits");
        id("exports").locator("summary").click();
        Download trials =
                page.waitForDownload(() -> id("exports").getByText("Trials (CSV)").click());
        assertThat(trials.suggestedFilename()).isEqualTo("my-digits-trials.csv");
    }
}
