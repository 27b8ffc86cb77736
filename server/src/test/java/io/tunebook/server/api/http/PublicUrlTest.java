package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.org, https://example.org",
        "https://example.org/, https://example.org",
        "https://example.org/ml/tunebook, https://example.org/ml/tunebook",
        "https://example.org/ml/tunebook/, https://example.org/ml/tunebook",
        "HTTPS://Example.ORG:443/ML, https://example.org/ML",
        "http://example.org:80/ml, http://example.org/ml",
        "http://example.org:443/ml, http://example.org:443/ml",
        "http://127.0.0.1:8099/ml/tunebook, http://127.0.0.1:8099/ml/tunebook",
        "https://[2001:DB8::1]:8443/t, https://[2001:db8::1]:8443/t",
        "http://gpu_box/tunebook, http://gpu_box/tunebook",
        "https://bücher.example/größe, https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe",
        "https://example.org/team%20a/~ada, https://example.org/team%20a/~ada",
        "https://example.org/mlflow, https://example.org/mlflow",
        "https://example.org/tools/api, https://example.org/tools/api"
    })
    void itIsReadAsBrowsersSendIt(String text, String url) {
        assertThat(PublicUrl.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, http:// or https://",
        "'', http:// or https://",
        "example.org/ml, http:// or https://",
        "localhost:7070, http:// or https://",
        "ftp://example.org, http:// or https://",
        "/ml/tunebook, http:// or https://",
        "https:, not a URL",
        "https:example.org, no host",
        "https:///ml, no host",
        "https://example.org:99999/, not a port",
        "https://example.org:port/, not a host",
        "https://exa mple.org, not a URL",
        "https://example.org/ml?x=1, query",
        "https://example.org/ml#x, fragment",
        "https://ada:pw@example.org/ml, user name",
        "https://example.org//ml, empty segment",
        "https://example.org/ml/../x, '..'",
        "https://example.org/ml%2Fx, encoded slash",
        "https://example.org/ml;x, ';'",
        "https://example.org/api, /api",
        "https://example.org/projects/tunebook, /projects"
    })
    void anotherUrlIsRefusedWithTheReason(String text, String why) {
        assertThatThrownBy(() -> PublicUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://example.org/ml/tunebook")
                .hasMessageContaining(why)
                .hasMessageNotContaining("ada");
    }

    /// A proxy's path that begins as a page of the dashboard does could not be removed.
    @Test
    void noPathOfAPageIsAPublicPath() {
        assertThat(DashboardPages.all())
                .filteredOn(page -> !page.route().equals("/"))
                .allSatisfy(page ->
                        assertThatThrownBy(() ->
                                        PublicUrl.parse(
                                                "https://x.org"
                                                        + page.route().replaceAll("[{}]", "")))
                                .isInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/ml, example.org, true",
        "https://example.org/ml, EXAMPLE.org:443, true",
        "https://example.org/ml, example.org:80, false",
        "https://example.org/ml, evil.example, false",
        "https://example.org:8443/ml, example.org:8443, true",
        "https://example.org:8443/ml, example.org, false"
    })
    void theHostHeaderMustNameIt(String url, String host, boolean named) {
        assertThat(PublicUrl.parse(url).isHost(host)).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource({
        "/, ./",
        "/compare, ./",
        "/compare/, ../",
        "/rounds/x, ../",
        "/projects/x/new-round, ../../"
    })
    void linksOfAPageAreRelativeToItsFolder(String path, String up) {
        assertThat(HtmlPage.up(path)).isEqualTo(up);
    }
}
