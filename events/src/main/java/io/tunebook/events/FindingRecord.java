package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A finding as it stood when somebody looked at it.
///
/// @param question which of the checklist's questions it speaks to
/// @param verdict one of `fine`, `look`, `trouble`, `unknown`, `asks`
/// @param rules the ids of the playbook's rules behind it
/// @param numbers what the verdict stands on, by name
/// @param plot the plot that shows it; empty when none does
/// @param next what to do; empty when nothing
public record FindingRecord(
        String question,
        String verdict,
        String headline,
        String sentence,
        List<String> rules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> numbers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String plot,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String next) {
    @JsonCreator
    public FindingRecord(
            String question,
            String verdict,
            String headline,
            String sentence,
            List<String> rules,
            @Nullable Map<String, Double> numbers,
            @Nullable String plot,
            @Nullable String next) {
        this.question = question;
        this.verdict = verdict;
        this.headline = headline;
        this.sentence = sentence;
        this.rules = List.copyOf(rules);
        this.numbers =
                numbers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(numbers));
        this.plot = plot == null ? "" : plot;
        this.next = next == null ? "" : next;
    }

    /// One without numbers.
    public FindingRecord(
            String question, String verdict, String headline, String sentence, List<String> rules) {
        this(question, verdict, headline, sentence, rules, Map.of(), "", "");
    }
}
