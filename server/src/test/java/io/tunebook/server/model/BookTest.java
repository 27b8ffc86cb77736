package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.server.EventStory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcollections.HashPMap;

class BookTest {
    static List<Event> impossible() {
        return List.of(
                new Event.RoundOpened(
                        "r", "nowhere", 1, EventStory.opened().round().facts().goal()),
                new Event.ProjectCreated(
                        "p",
                        "again",
                        Objects.requireNonNull(EventStory.opened().snapshot().book().project("p"))
                                .facts()
                                .objective()),
                new Event.TrialStarted("a-t0", "cpu", "x", 1),
                new Event.TrialCompleted("a-t0", 1, 1, 1, 1, Map.of()),
                new Event.TrialInfeasible("a-t0", "again", null),
                new Event.TrialProposed("a-t5", "a", 5, Configuration.EMPTY),
                new Event.LaunchReverted("p-l1", "never launched"),
                new Event.StudyStarted("z"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void anImpossibleTransitionThrowsAndNamesThePosition(Event event) {
        EventStory story = EventStory.opened().study("a", 9).completed("a", 0.5, 0.1);
        long position = story.snapshot().position() + 1;
        assertThatThrownBy(() -> story.then(event))
                .isInstanceOfSatisfying(
                        CorruptStream.class, e -> assertThat(e.position()).isEqualTo(position));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100})
    void foldingEventsTogetherEqualsFoldingThemOneByOne(int together) {
        EventStory story = EventStory.opened().study("a", 9).study("b", 9);
        for (int i = 0; i < 9; i++) {
            story.completed("a", i / 9.0, 0.1 + i, 0.5, 0.4, 0.3).infeasible("b", i / 9.0);
        }
        launch(story, 1, "a-t0", Event.Decision.LAUNCH, 0.05);
        launch(story, 2, "a-t1", Event.Decision.LAUNCH, 0.05);
        story.then(new Event.LaunchReverted("p-l2", "slower"));
        Snapshot snapshot = Snapshot.EMPTY;
        List<StampedEvent> recorded = story.events();
        for (int i = 0; i < recorded.size(); i += together) {
            Snapshot before = snapshot;
            int known = before.book().trials().size();
            snapshot = before.fold(recorded.subList(i, Math.min(recorded.size(), i + together)));
            assertThat(before.book().trials()).as("the snapshot before stays").hasSize(known);
        }
        assertThat(snapshot).isEqualTo(story.snapshot());
        assertThat(snapshot.book().trials()).isInstanceOf(HashPMap.class);
    }

    @Test
    void anImpossibleEventAmongOthersThrowsToo() {
        EventStory story = EventStory.opened().study("a", 9).completed("a", 0.5, 0.1);
        List<StampedEvent> recorded = new ArrayList<>(story.events());
        recorded.add(recorded.getLast());
        assertThatThrownBy(() -> Snapshot.EMPTY.fold(recorded)).isInstanceOf(CorruptStream.class);
    }

    @Test
    void aLaunchBecomesTheBaselineAndARevertRestoresThePreviousOne() {
        EventStory story =
                EventStory.opened()
                        .study("a", 3)
                        .completed("a", 0.1, 0.05)
                        .completed("a", 0.2, 0.03);
        launch(story, 1, "a-t0", Event.Decision.LAUNCH, 0.05);
        assertThat(baseline(story).launch()).isEqualTo("p-l1");
        launch(story, 2, "a-t1", Event.Decision.HOLD, 0.03);
        assertThat(baseline(story).launch()).isEqualTo("p-l1");
        launch(story, 3, "a-t1", Event.Decision.LAUNCH, 0.03);
        assertThat(baseline(story).value()).isEqualTo(0.03);
        story.then(new Event.LaunchReverted("p-l3", "slower"));
        assertThat(baseline(story).launch()).isEqualTo("p-l1");
        assertThat(story.snapshot().book().launch("p-l3")).isInstanceOf(Launch.Reverted.class);
    }

    @Test
    void anOldSnapshotDoesNotChangeWithLaterEvents() {
        EventStory story = EventStory.opened().study("a", 3).completed("a", 0.1, 0.05);
        Snapshot then = story.snapshot();
        story.completed("a", 0.2, 0.03);
        assertThat(then.book().trials()).hasSize(1);
        assertThat(story.snapshot().book().trials()).hasSize(2);
    }

    @Test
    void curvesAreJoinedInTheOrderOfTheirEvents() {
        EventStory story =
                EventStory.opened().study("a", 1).completed("a", 0.5, 0.1, 0.4, 0.3, 0.2);
        Curves.Series series = story.snapshot().curves().series("a-t0", "validation/error");
        assertThat(series.steps()).containsExactly(10, 20, 30);
        assertThat(series.values()).containsExactly(0.4f, 0.3f, 0.2f);
        assertThat(story.snapshot().curves().series("a-t0", "nothing").isEmpty()).isTrue();
    }

    private static Project.Baseline baseline(EventStory story) {
        return Objects.requireNonNull(
                Objects.requireNonNull(story.snapshot().book().project("p")).baseline());
    }

    private static void launch(
            EventStory story, int number, String trial, Event.Decision decision, double value) {
        String id = "p-l" + number;
        story.then(new Event.LaunchProposed(id, "p", "p-r1", number, trial, null))
                .then(
                        new Event.LaunchDecided(
                                id,
                                decision,
                                "because",
                                new Evidence(
                                        1, Configuration.EMPTY, value, null, List.of(), List.of()),
                                Map.of()));
    }
}
