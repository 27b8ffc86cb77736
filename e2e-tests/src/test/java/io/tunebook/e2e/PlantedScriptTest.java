package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes a script into every field that a user can write, opens every page, and expects text.
class PlantedScriptTest {
    /// Records scripts that run, and violations of the content security policy.
    private static final String WATCH =
            """
            window.ran = [];
            window.planted = (field) => window.ran.push(field);
            addEventListener('securitypolicyviolation', (e) => window.ran.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
            """;

    private static final String LOOK =
            """
            () => {
              const found = [...window.ran];
              for (const e of document.querySelectorAll('[onerror], [onload], [src="x"], script:not([src]), a[href^="javascript:" i], a[href^="data:text" i]'))
                found.push(e.outerHTML.slice(0, 200));
              return found;
            }
            """;

    /// All text of a page: contents, titles, labels, values of fields.
    private static final String READ =
            """
            () => {
              const all = [document.documentElement.textContent, document.title];
              for (const e of document.querySelectorAll('*')) {
                for (const a of e.attributes) all.push(a.value);
                if (typeof e.value === 'string') all.push(e.value);
              }
              return all.join('\\n');
            }
            """;

    @TempDir private Path folder;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> found = new HashSet<>();

    @Test
    void aScriptInAnyFieldIsShownAsText() throws Exception {
        String log = folder.resolve("log").toString();
        runs("import", "optuna", PlantedFiles.optuna(folder).toString(), "--data-dir", log);
        runs(
                "import",
                "tensorboard",
                PlantedFiles.tensorBoard(folder).toString(),
                "--data-dir",
                log);
        int port = Tunebook.freePort();
        String url = "http://127.0.0.1:" + port;
        Set<String> fields = new TreeSet<>(PlantedFiles.FIELDS);
        try (Tunebook server =
                        Tunebook.start(folder, "serve", "--data-dir", log, "--port", "" + port);
                BrowserContext context = Browsers.shared().newContext()) {
            server.waitFor(() -> server.out().contains("http://"));
            PlantedProject project = new PlantedProject(url);
            project.write();
            fields.addAll(project.fields());
            context.addInitScript(WATCH);
            Page page = context.newPage();
            page.onDialog(d -> {
                wrong.add("a dialog: " + d.message());
                d.dismiss();
            });
            page.onPageError(e -> wrong.add(page.url() + ": " + e));
            Settled settled = new Settled(page);
            for (String path : project.pages()) {
                settled.navigate(url + path);
                if (path.equals(PlantedProject.PAGE_WITH_OUTPUT)) {
                    page.locator("[data-testid=output] pre:has-text('planted')").waitFor();
                }
                read(page);
            }
        }
        Path report = folder.resolve("report.html");
        runs("report", "x-r1", "--data-dir", log, "-o", report.toString());
        try (BrowserContext context = Browsers.shared().newContext()) {
            context.addInitScript(WATCH);
            Page page = context.newPage();
            new Settled(page).navigate(report.toUri().toString());
            read(page);
        }
        assertThat(wrong).isEmpty();
        fields.removeIf(found::contains);
        assertThat(fields).as("fields that no page shows unchanged").isEmpty();
    }

    private void read(Page page) {
        String address = page.url();
        page.evaluate(
                "() => document.querySelectorAll('details').forEach((d) => { d.open = true; })");
        String text = (String) page.evaluate(READ);
        assertThat(text.length()).as(address).isGreaterThan(100);
        for (Object what : (List<?>) page.evaluate(LOOK)) {
            wrong.add(address + ": " + what);
        }
        for (String field : PlantedFiles.FIELDS) {
            if (text.contains(PlantedFiles.inAName(field))) {
                found.add(field);
            }
        }
        for (int at = text.indexOf("onerror=planted('"); at >= 0; ) {
            int from = at + "onerror=planted('".length();
            String field = text.substring(from, text.indexOf("'", from));
            if (text.startsWith(
                    PlantedProject.script(field), at - "\"'></script><img src=x ".length())) {
                found.add(field);
            }
            at = text.indexOf("onerror=planted('", from);
        }
    }

    private static void runs(String... arguments) {
        Ended command = Ended.of(arguments);
        assertThat(command.exit()).as(command.err()).isZero();
    }
}
