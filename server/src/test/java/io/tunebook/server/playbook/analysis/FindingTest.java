package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.PlotReference;
import io.tunebook.server.EventStory;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void aRuleThatCannotBeComputedIsAFindingWithTheFault() {
        List<Finding> found =
                Finding.computed(
                        Question.SPACE,
                        "adam",
                        "PB-25",
                        () -> {
                            throw new ArithmeticException("0/0");
                        });
        assertThat(found).hasSize(1);
        Finding f = found.getFirst();
        assertThat(f.verdict()).isEqualTo(Finding.Verdict.UNKNOWN);
        assertThat(f.label()).isEqualTo(Finding.NOT_COMPUTED);
        assertThat(f.sentence())
                .startsWith("adam: PB-25 could not be computed (java.lang.ArithmeticException: 0/0")
                .contains("FindingTest");
    }

    @Test
    void findingsOfTwoStudiesThatVaryOneNameCarryTheirStudyAndItsPlot() {
        EventStory story = EventStory.opened().study("a", 12).study("b", 12);
        for (int i = 0; i < 12; i++) {
            story.completed("a", i / 12.0, 1 - i / 12.0);
            story.completed("b", i / 12.0, i / 12.0);
        }
        List<Finding> space =
                Learning.of(
                                story.round(),
                                Sample.of(story.snapshot().book(), story.round()),
                                story.snapshot().curves())
                        .stream()
                        .filter(f -> f.question() == Question.SPACE)
                        .toList();
        assertThat(space).extracting(Finding::study).containsExactly("a", "b");
        assertThat(space)
                .extracting(Finding::plot)
                .containsExactly(
                        PlotReference.axis("x").inStudy("a"), PlotReference.axis("x").inStudy("b"));
    }
}
