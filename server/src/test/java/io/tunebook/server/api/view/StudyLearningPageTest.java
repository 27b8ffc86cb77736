package io.tunebook.server.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.RerunStory;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StudyLearningPageTest {
    private final EventStory story =
            EventStory.opened()
                    .study("a", 20)
                    .completed("a", 0.5, 0.02)
                    .then(
                            new Event.BaselineRecorded(
                                    "p",
                                    new Configuration(Map.of("x", new Value.Real(0.1))),
                                    0.03,
                                    "live"));

    private StudyLearningPage page(String study) {
        var snapshot = story.snapshot();
        return StudyLearningPage.of(snapshot, Objects.requireNonNull(snapshot.book().study(study)));
    }

    @Test
    void aStudyOfRerunsHasASummaryForEachConfigurationInsteadOfFindings() {
        new RerunStory(story, "again", "a-t0")
                .reruns(0.02, 0.021, 0.022)
                .ofBaseline(0.03, 0.034, Double.NaN);
        StudyLearningPage page = page("again");
        assertThat(page.findings()).isEmpty();
        assertThat(page.learning()).isNull();
        assertThat(page.reruns())
                .extracting("sentence")
                .containsExactly(
                        "Candidate: mean 2.10% over 3 reruns, standard deviation 0.10 points; none diverged.",
                        "Baseline: mean 3.20% over 2 reruns, standard deviation 0.28 points; 1 of 3 diverged.");
        assertThat(page.reruns()).extracting("completed").containsExactly(3, 2);
        assertThat(page.reruns()).extracting("infeasible").containsExactly(0, 1);
    }

    @Test
    void fewerThanTwoRerunsHaveNoStandardDeviation() {
        new RerunStory(story, "again", "a-t0").reruns(0.02);
        StudyLearningPage page = page("again");
        assertThat(page.reruns())
                .extracting("sentence")
                .containsExactly(
                        "Candidate: 2.00% in one rerun; none diverged.",
                        "Baseline: no rerun has finished yet.");
        assertThat(page.reruns()).extracting("deviation").containsOnlyNulls();
    }

    @Test
    void aSearchHasFindingsAndNoSummaryOfReruns() {
        StudyLearningPage page = page("a");
        assertThat(page.findings()).isNotEmpty();
        assertThat(page.learning()).isNotNull();
        assertThat(page.reruns()).isEmpty();
    }

    @Test
    void projectAndRoundCountRerunsApartFromTheStudies() {
        new RerunStory(story, "again", "a-t0").reruns(0.02);
        var book = story.snapshot().book();
        var summary = RoundPage.of(story.snapshot(), story.round()).summary();
        var row = ProjectPage.roundRow(book, story.round());
        assertThat(summary.studies()).isEqualTo(row.studies()).isEqualTo(1);
        assertThat(summary.reruns()).isEqualTo(row.reruns()).isEqualTo(1);
    }
}
