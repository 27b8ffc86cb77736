package io.tunebook.server.exchange.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String HASH = "ab".repeat(32);

    private static EventStory story() {
        EventStory story = EventStory.opened().study("a", 20).study("b", 20);
        for (int i = 0; i < 12; i++) {
            story.completed("a", i / 12.0, 0.02 + i * 1e-3, 0.3, 0.1, 0.05, 0.03, 0.02, 0.02, 0.02);
            story.completed("b", i / 12.0, 0.05 + i * 1e-3);
        }
        story.infeasible("a", 0.99);
        story.then(new Event.NoteAdded("round/p-r1", "a note"));
        story.then(new Event.LaunchProposed("p-l1", "p", "p-r1", 1, "a-t0", null));
        return story.then(
                new Event.LaunchDecided(
                        "p-l1",
                        Event.Decision.LAUNCH,
                        "<b>better</b> | by far",
                        new Evidence(40, Configuration.EMPTY, 0.02, null, List.of(), List.of()),
                        Map.of("points", "no time"),
                        "nothing",
                        null));
    }

    @Test
    void theHtmlHasTheRoundAndIsSelfContained() {
        EventStory story = story();
        String html = Report.html(story.snapshot(), story.round(), HASH);
        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("a or b?", "wider may differ", "Tuned a", "<svg", HASH)
                .contains("class=\"infeasible\"", "class=\"best\"", "class=\"band\"")
                .contains(
                        "launch by ada",
                        "Complexity added: nothing",
                        "points; reason for accepting: no time")
                .contains("event %,d of the log".formatted(story.snapshot().position()));
        assertThat(html).doesNotContain("<script", "http:", "https:", "src=", "@import");
        assertThat(html).contains("&lt;b&gt;better").doesNotContain("<b>better");
    }

    @Test
    void theMarkdownHasTheSameContent() {
        EventStory story = story();
        String markdown = Report.markdown(story.snapshot(), story.round(), HASH);
        assertThat(markdown)
                .startsWith("# P, round 1")
                .contains("## Goal", "a or b?", "## Findings", HASH.substring(0, 8))
                .contains("&lt;b>better&lt;/b> \\| by far");
    }

    @Test
    void aRoundWithoutTrialsHasAReport() {
        EventStory story = EventStory.opened();
        assertThat(Report.html(story.snapshot(), story.round(), HASH))
                .contains("No launch decision.");
    }

    @Test
    void theReportOfAPositionStaysTheSameWhenTheLogGrowsAndWhenItIsFoldedAgain() {
        EventStory story = story();
        Snapshot then = story.snapshot();
        Round round = story.round();
        String html = Report.html(then, round, HASH);
        story.completed("a", 0.99, 0.001).then(new Event.NoteAdded("round/p-r1", "a later note"));
        assertThat(Report.html(then, round, HASH)).isEqualTo(html);
        assertThat(Report.html(story.snapshot(), story.round(), HASH)).isNotEqualTo(html);
        EventStory again = story();
        assertThat(Report.html(again.snapshot(), again.round(), HASH)).isEqualTo(html);
    }
}
