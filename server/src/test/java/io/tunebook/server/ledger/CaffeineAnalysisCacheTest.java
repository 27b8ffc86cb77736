package io.tunebook.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.playbook.analysis.AnalysisCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is computed once, and when it is computed again.
class CaffeineAnalysisCacheTest {
    private final List<String> computed = new ArrayList<>();
    private final CaffeineAnalysisCache cache = new CaffeineAnalysisCache(2);

    private int length(String name, String argument) {
        return AnalysisCache.result(
                name,
                argument,
                text -> {
                    computed.add(text);
                    return text.length();
                });
    }

    @Test
    void theSameArgumentIsComputedOnce() {
        int sum = cache.during(() -> length("a", "one") + length("a", "one"));
        assertThat(sum).isEqualTo(6);
        assertThat(computed).containsExactly("one");
    }

    @Test
    void anotherArgumentUnderTheSameNameIsComputedAgain() {
        int sum =
                cache.during(() -> length("a", "one") + length("a", "three") + length("a", "one"));
        assertThat(sum).isEqualTo(11);
        assertThat(computed).containsExactly("one", "three", "one");
    }

    @Test
    void noMoreResultsAreKeptThanAllowed() {
        int all =
                cache.during(() -> {
                    int sum = 0;
                    for (int i = 0; i < 20; i++) {
                        sum += length("name " + i, "x");
                    }
                    for (int i = 0; i < 20; i++) {
                        sum += length("name " + i, "x");
                    }
                    return sum;
                });
        assertThat(all).isEqualTo(40);
        assertThat(computed).hasSizeGreaterThanOrEqualTo(38);
    }

    @Test
    void withoutACacheEverythingIsComputed() {
        assertThat(length("a", "one") + length("a", "one")).isEqualTo(6);
        assertThat(computed).containsExactly("one", "one");
    }
}
