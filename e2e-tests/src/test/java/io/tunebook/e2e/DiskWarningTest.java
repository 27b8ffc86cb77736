package io.tunebook.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard's warning of low disk space, in a real browser.
class DiskWarningTest {
    private static final String MORE_THAN_ANY_DISK = "1000000000";

    @TempDir private Path folder;

    private interface Look {
        void at(Page page);
    }

    private void onAServerThatWarnsBelow(String megabytes, Look look) throws Exception {
        int port = Tunebook.freePort();
        try (Tunebook server =
                        Tunebook.start(
                                folder,
                                "serve",
                                "--data-dir",
                                folder.resolve("log").toString(),
                                "--port",
                                "" + port,
                                "--disk-warning",
                                megabytes);
                Page page = Browsers.shared().newPage()) {
            server.waitFor(() -> server.out().contains("http://"));
            page.navigate("http://127.0.0.1:" + port);
            look.at(page);
        }
    }

    @Test
    void everyPageWarnsBeforeTheDiskIsFull() throws Exception {
        onAServerThatWarnsBelow(
                MORE_THAN_ANY_DISK,
                page -> {
                    assertThat(page.getByTestId("health")).containsText("make room soon");
                    page.getByText("Audit").first().click();
                    page.waitForURL("**/audit");
                    assertThat(page.getByTestId("health")).containsText("make room soon");
                });
    }

    @Test
    void aDiskWithEnoughSpaceCausesNoWarning() throws Exception {
        onAServerThatWarnsBelow(
                "1",
                page -> {
                    page.waitForResponse(r -> r.url().endsWith("/health/ready"), page::reload);
                    assertThat(page.getByTestId("health")).isEmpty();
                });
    }
}
