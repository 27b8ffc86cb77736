package io.tunebook.server.playbook.analysis;

import io.tunebook.events.FindingRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The answer of the data to a question of the checklist.
///
/// @param headline one or two words
/// @param sentence the measurement with its numbers, and what to do next
/// @param rules the ids of the playbook's rules that it applies
/// @param numbers the basis of the verdict, by name
/// @param plot the plot that shows it, such as `axis:learning_rate`, `curves`, `budget`; empty when
///   there is none
/// @param next what to do, in one sentence; empty when there is nothing to do
public record Finding(
        Question question,
        Verdict verdict,
        String headline,
        String sentence,
        List<String> rules,
        Map<String, Double> numbers,
        String plot,
        String next) {
    /// From the best to the worst.
    public enum Verdict {
        FINE,
        UNKNOWN,
        LOOK,
        TROUBLE
    }

    public Finding {
        rules = List.copyOf(rules);
        numbers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    Finding(
            Question question,
            Verdict verdict,
            String headline,
            String sentence,
            List<String> rules) {
        this(question, verdict, headline, sentence, rules, Map.of(), "", "");
    }

    /// With one more number as its basis.
    Finding withNumber(String name, double number) {
        Map<String, Double> more = new LinkedHashMap<>(numbers);
        more.put(name, number);
        return new Finding(question, verdict, headline, sentence, rules, more, plot, next);
    }

    Finding withPlot(String where) {
        return new Finding(question, verdict, headline, sentence, rules, numbers, where, next);
    }

    Finding withNextStep(String what) {
        return new Finding(question, verdict, headline, sentence, rules, numbers, plot, what);
    }

    static Finding unknown(Question question, String sentence, String rule) {
        return new Finding(question, Verdict.UNKNOWN, "not yet", sentence, List.of(rule));
    }

    /// One finding for the question: the headline of the worst verdict and its sentences, at most 8
    /// of a problem and 3 otherwise.
    static Finding worstOf(List<Finding> findings) {
        Finding worst = findings.stream().max(Comparator.comparing(Finding::verdict)).orElseThrow();
        List<Finding> same = findings.stream().filter(f -> f.verdict() == worst.verdict()).toList();
        return new Finding(
                worst.question(),
                worst.verdict(),
                worst.headline(),
                joined(worst.verdict(), same.stream().map(Finding::sentence).distinct().toList()),
                same.stream().flatMap(f -> f.rules().stream()).distinct().sorted().toList(),
                worst.numbers(),
                worst.plot(),
                worst.next());
    }

    private static String joined(Verdict verdict, List<String> sentences) {
        int most = verdict.compareTo(Verdict.LOOK) >= 0 ? 8 : 3;
        String first = sentences.stream().limit(most).collect(Collectors.joining(" "));
        int others = sentences.size() - most;
        return others <= 0
                ? first
                : "%s %s the same result."
                        .formatted(first, others == 1 ? "One other has" : others + " others have");
    }

    static Finding worstOf(Question question, Stream<Finding> findings, String whenNone) {
        List<Finding> all = findings.toList();
        return all.isEmpty() ? unknown(question, whenNone, "PB-22") : worstOf(all);
    }

    /// The finding as an event stores it.
    public FindingRecord toRecord() {
        return new FindingRecord(
                question.id(),
                verdict.name().toLowerCase(Locale.ROOT),
                headline,
                sentence,
                rules,
                numbers,
                plot,
                next);
    }
}
