package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.EventStory;
import io.tunebook.server.api.view.SearchPage.Hit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPageTest {
    private final EventStory story = EventStory.opened().study("a", 40).study("bb", 40);

    SearchPageTest() {
        for (int i = 0; i < 30; i++) {
            story.completed("a", 0.01 * i, 0.02).completed("bb", 0.01 * i, 0.03);
        }
    }

    private List<Hit> search(String query) {
        return SearchPage.of(story.snapshot().book(), query).hits();
    }

    @ParameterizedTest
    @CsvSource({
        "P, p",
        "project p, p",
        "a or b?, p-r1",
        "Round 1, p-r1",
        "tuned BB, bb",
        "bb-t29, bb-t29",
        "trial 29, bb-t29",
        "trial 29 tuned a, bb-t29",
        "round 1 trial 3, bb-t3",
    })
    void theFirstHitHasAllWords(String query, String id) {
        assertThat(search(query).getFirst().id()).isEqualTo(id);
    }

    @Test
    void aTrialsNumberIsExactAndNamesItsStudyAndPlace() {
        assertThat(search("trial 2 tuned bb"))
                .containsExactly(
                        new Hit(SearchPage.Kind.TRIAL, "bb-t2", "Trial 2 of bb", "P, round 1"));
        assertThat(search("trial 99")).isEmpty();
    }

    @Test
    void thereAre20HitsAtMostAndNoneWithoutWords() {
        assertThat(search("-t")).hasSize(20);
        assertThat(search("  ")).isEmpty();
        assertThat(search("nothing of this name")).isEmpty();
    }
}
