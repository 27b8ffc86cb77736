package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Objective.Unit;
import io.tunebook.server.EventStory;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The unit of an objective: recorded, corrected or guessed.
class ObjectiveUnitTest {
    private static EventStory project(Objective objective, double... values) {
        EventStory story = new EventStory().then(new Event.ProjectCreated("p", "P", objective));
        for (double value : values) {
            story.then(new Event.BaselineRecorded("p", Configuration.EMPTY, value, "live"));
        }
        return story;
    }

    private static Project of(EventStory story) {
        return Objects.requireNonNull(story.snapshot().book().project("p"));
    }

    @ParameterizedTest
    @CsvSource({
        "validation/error, 0.02, 0.3, FRACTION, validation/error has values up to 0.3",
        "validation/error, 2, 35, PERCENT, validation/error has values up to 35",
        "validation/accuracy, 12, 93.21, PERCENT, validation/accuracy has values up to 93.21",
        "test_acc, 0.5, 1, FRACTION, test_acc has values up to 1",
        "evalF1, 0.5, 0.9, FRACTION, evalF1 has values up to 0.9",
        "val/precision, 0.5, 93, PERCENT, val/precision has values up to 93",
        "error, 0.5, 25300, NONE, error has values up to 25300",
        "error, -0.5, 0.3, NONE, error has values down to -0.5",
        "validation/mse, 0.1, 0.3, NONE, the name validation/mse does not suggest a share",
        "mean_squared_error, 0.1, 0.3, NONE, the name mean_squared_error does not suggest a share",
        "mean absolute error, 0.1, 0.3, NONE, the name mean absolute error does not suggest a share",
        "val_loss, 0.1, 0.3, NONE, the name val_loss does not suggest a share",
        "log-likelihood, -9, -3, NONE, the name log-likelihood does not suggest a share",
        "score, 0.1, 0.3, NONE, the name score does not suggest a share"
    })
    void anUnknownUnitIsGuessedFromTheNameAndTheValuesWithTheReason(
            String metric, double low, double high, Unit unit, String why) {
        Project project = of(project(new Objective(metric, Direction.MINIMIZE), low, high));
        assertThat(project.unit()).isEqualTo(new ObjectiveUnit(unit, true, why));
        assertThat(project.objective().unit()).isEqualTo(unit);
        assertThat(project.facts().objective().unit()).isNull();
    }

    @Test
    void theGuessIsThatOfThePosition() {
        EventStory story = EventStory.opened();
        assertThat(of(story).unit().why())
                .isEqualTo(
                        "the name validation/error suggests a share, and no trial has completed");
        story.study("a", 2).completed("a", 0.5, 0.25);
        assertThat(of(story).unit().unit()).isEqualTo(Unit.FRACTION);
        Book before = story.snapshot().book();
        story.completed("a", 0.6, 25);
        assertThat(of(story).unit().unit()).isEqualTo(Unit.PERCENT);
        assertThat(Objects.requireNonNull(before.project("p")).unit().unit())
                .isEqualTo(Unit.FRACTION);
    }

    @Test
    void aRecordedUnitIsNoGuessAndACorrectionReplacesItWithItsExamples() {
        Objective recorded =
                new Objective("validation/error", Direction.MINIMIZE, Unit.FRACTION, 10_000L);
        EventStory story = project(recorded, 0.9, 35);
        assertThat(of(story).unit()).isEqualTo(new ObjectiveUnit(Unit.FRACTION, false, ""));
        story.then(new Event.ObjectiveCorrected("p", Unit.PERCENT, null, "up to 100"));
        assertThat(of(story).objective()).isEqualTo(recorded.in(Unit.PERCENT, null));
    }

    @Test
    void anObjectiveThatIsAShareOfExamplesHasAnyName() {
        Objective share = new Objective("quality", Direction.MAXIMIZE, null, 500L);
        assertThat(of(project(share, 0.4)).objective()).isEqualTo(share.in(Unit.FRACTION, 500L));
        assertThat(of(project(share, 400)).objective()).isEqualTo(share.in(Unit.NONE, null));
    }
}
