package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.EventStory;
import io.tunebook.server.api.view.TrialHistoriesPage.Row;
import org.junit.jupiter.api.Test;

class TrialHistoriesPageTest {
    private final EventStory story =
            EventStory.opened().study("a", 9).completed("a", 0.5, 0.02).infeasible("a", 0.9);

    private TrialHistoriesPage page(long before, int limit) {
        return TrialHistoriesPage.of(story.snapshot().book(), before, limit);
    }

    @Test
    void theEventsOfATrialAreOneLineWithItsOutcome() {
        String running = story.begin("a", 0.1);
        long head = story.snapshot().position();
        assertThat(page(Long.MAX_VALUE, 10).trials())
                .extracting(Row::trial)
                .containsExactly(running, "a-t1", "a-t0");
        Row completed = page(Long.MAX_VALUE, 10).trials().getLast();
        assertThat(completed.state()).isEqualTo("completed");
        assertThat(completed.value()).isEqualTo(0.02);
        assertThat(completed.stream()).isEqualTo("trial/a-t0");
        assertThat(completed.last() - completed.first()).isEqualTo(2);
        assertThat(page(Long.MAX_VALUE, 10).trials().get(1).reason()).isNotNull();
        assertThat(page(Long.MAX_VALUE, 10).trials().getFirst().last()).isEqualTo(head);
    }

    @Test
    void pagesHaveEveryTrialOnce() {
        TrialHistoriesPage first = page(Long.MAX_VALUE, 1);
        assertThat(first.trials()).extracting(Row::trial).containsExactly("a-t1");
        TrialHistoriesPage second = page(first.next(), 1);
        assertThat(second.trials()).extracting(Row::trial).containsExactly("a-t0");
        assertThat(second.next()).isNull();
    }
}
