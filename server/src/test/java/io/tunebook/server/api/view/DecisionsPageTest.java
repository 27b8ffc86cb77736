package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.server.EventStory;
import io.tunebook.server.api.view.DecisionsPage.Kind;
import io.tunebook.server.model.StampedEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionsPageTest {
    private final EventStory story =
            EventStory.opened()
                    .then(new Event.WarningAccepted("p-r1", "PB-15 x", "Not tuned.", "Seen."))
                    .then(new Event.WarningAccepted("p-r1", "PB-15 x", "Not tuned.", "Again."))
                    .study("a", 20)
                    .completed("a", 0.5, 0.02)
                    .then(new Event.LaunchProposed("p-l1", "p", "p-r1", 1, "a-t0", null))
                    .then(decided("p-l1", Event.Decision.HOLD, Map.of()))
                    .then(new Event.LaunchProposed("p-l2", "p", "p-r1", 2, "a-t0", null))
                    .then(
                            decided(
                                    "p-l2",
                                    Event.Decision.LAUNCH,
                                    Map.of("curves", "flat", "space", "wide")))
                    .then(new Event.LogRecovered(5, 7, "", "torn", "", "The disk broke."))
                    .then(new Event.LaunchReverted("p-l2", "slower"));

    private static Event decided(String launch, Event.Decision decision, Map<String, String> over) {
        return new Event.LaunchDecided(
                launch,
                decision,
                "Lower error.",
                new Evidence(1, Configuration.EMPTY, 0.02, null, List.of(), List.of()),
                over);
    }

    private DecisionsPage page(long before, int limit) {
        return DecisionsPage.of(story.snapshot().book(), story.events(), before, limit);
    }

    @Test
    void everyDecisionIsARowNewestFirstWithItsReasonAndItsLaunch() {
        DecisionsPage page = page(Long.MAX_VALUE, 100);
        assertThat(page.decisions())
                .extracting(DecisionsPage.Row::kind, DecisionsPage.Row::why)
                .containsExactly(
                        tuple(Kind.REVERT, "slower"),
                        tuple(Kind.RECOVERY, "The disk broke."),
                        tuple(Kind.LAUNCH, "Lower error."),
                        tuple(Kind.OVERRIDE, "wide"),
                        tuple(Kind.OVERRIDE, "flat"),
                        tuple(Kind.HOLD, "Lower error."),
                        tuple(Kind.ACCEPTANCE, "Again."),
                        tuple(Kind.ACCEPTANCE, "Seen."));
        assertThat(page.next()).isNull();
        assertThat(page.decisions().get(3).subject())
                .isEqualTo("Is the search space large enough?");
        assertThat(page.decisions().get(2).launch()).isEqualTo("p-l2");
        assertThat(page.decisions().get(2).subject()).isEqualTo("a, trial 0");
        assertThat(page.decisions().get(1).round()).isNull();
    }

    @Test
    void aPageNeverSplitsTheDecisionsOfOneEvent() {
        DecisionsPage first = page(Long.MAX_VALUE, 3);
        assertThat(first.decisions()).hasSize(5);
        DecisionsPage second = page(first.next(), 3);
        assertThat(second.decisions())
                .extracting(DecisionsPage.Row::kind)
                .containsExactly(Kind.HOLD, Kind.ACCEPTANCE, Kind.ACCEPTANCE);
        assertThat(second.next()).isNull();
    }

    @Test
    void aLogWithoutDecisionsHasNone() {
        EventStory opened = EventStory.opened();
        List<StampedEvent> none = List.of();
        assertThat(DecisionsPage.of(opened.snapshot().book(), none, 100, 10).decisions()).isEmpty();
    }
}
