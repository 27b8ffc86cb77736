package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A finding as it was when a person read it.
///
/// @param question the question of the checklist that it answers
/// @param verdict one of `fine`, `look`, `trouble`, `unknown`, `asks`
/// @param label the verdict in a few words, such as `Range too narrow`
/// @param rules the ids of the playbook's rules
/// @param numbers the numbers behind the verdict, by name
/// @param study the id of the study that it is about; null for the round
/// @param plot the plot that shows it; null for none
/// @param next the next step; may be empty
public record FindingRecord(
        String question,
        String verdict,
        String label,
        String sentence,
        List<String> rules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> numbers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String study,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PlotReference plot,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {
    @JsonCreator
    public FindingRecord(
            String question,
            String verdict,
            String label,
            String sentence,
            List<String> rules,
            @Nullable Map<String, Double> numbers,
            @Nullable String study,
            @Nullable PlotReference plot,
            @Nullable String next) {
        this.question = question;
        this.verdict = verdict;
        this.label = label;
        this.sentence = sentence;
        this.rules = List.copyOf(rules);
        this.numbers =
                numbers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(numbers));
        this.study = study;
        this.plot = plot;
        this.next = next == null ? "" : next;
    }

    /// A finding without numbers.
    public FindingRecord(
            String question, String verdict, String label, String sentence, List<String> rules) {
        this(question, verdict, label, sentence, rules, Map.of(), null, null, "");
    }
}
