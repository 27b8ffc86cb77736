package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeMarkdownTest {
    /// The source, the rendered text, and what the HTML must not contain.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "**wide** enough | <strong>wide</strong> enough | onload",
                "<script>alert(1)</script> | &lt;script&gt; | <script",
                "a <img src=x onerror=alert(1)> | &lt;img | <img",
                "[x](javascript:alert(1)) | >x</a> | javascript",
                "[x](data:text/html,y) | >x</a> | data:",
                "[x](https://example.org/a?b=c) | https://example.org/a?b=c | javascript",
                "![a curve](https://example.org/p.png) | a curve | <img",
                "`learning_rate < 1` | <code>learning_rate &lt; 1</code> | < 1"
            })
    void usersMarkdownIsRenderedAsSafeHtml(String written, String shown, String never) {
        assertThat(SafeMarkdown.html(written)).contains(shown).doesNotContain(never);
    }
}
