package io.tunebook.server.playbook.analysis;

import io.tunebook.events.FindingRecord;
import io.tunebook.events.PlotReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The answer of the data to a question of the checklist.
///
/// @param label the verdict in a few words that can be read alone, such as `Range too narrow`
/// @param sentence what was measured with its numbers, what that means, and what to do
/// @param rules the ids of the playbook's rules that it applies
/// @param numbers the basis of the verdict, by name
/// @param study the id of the study that it is about; null for the round
/// @param plot the plot that shows it; null for none
/// @param next what to do, in one sentence; empty when there is nothing to do
public record Finding(
        Question question,
        Verdict verdict,
        String label,
        String sentence,
        List<String> rules,
        Map<String, Double> numbers,
        @Nullable String study,
        @Nullable PlotReference plot,
        String next) {
    /// The label of a finding whose computation failed.
    public static final String NOT_COMPUTED = "Could not be computed";

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

    Finding(Question question, Verdict verdict, String label, String sentence, List<String> rules) {
        this(question, verdict, label, sentence, rules, Map.of(), null, null, "");
    }

    /// With one more number as its basis.
    Finding withNumber(String name, double number) {
        Map<String, Double> more = new LinkedHashMap<>(numbers);
        more.put(name, number);
        return new Finding(question, verdict, label, sentence, rules, more, study, plot, next);
    }

    Finding withPlot(PlotReference where) {
        return new Finding(question, verdict, label, sentence, rules, numbers, study, where, next);
    }

    /// With what to do, which the sentence ends with.
    Finding withNextStep(String what) {
        String whole = sentence.contains(what) ? sentence : sentence + " " + what;
        return new Finding(question, verdict, label, whole, rules, numbers, study, plot, what);
    }

    /// About a study, as its plot is.
    Finding inStudy(String id) {
        return new Finding(
                question,
                verdict,
                label,
                sentence,
                rules,
                numbers,
                id,
                plot == null ? null : plot.inStudy(id),
                next);
    }

    /// A rule that lacks its data.
    static Finding unknown(Question question, String label, String sentence, String rule) {
        return new Finding(question, Verdict.UNKNOWN, label, sentence, List.of(rule));
    }

    static Finding unknown(Question question, String sentence, String rule) {
        return new Finding(question, Verdict.UNKNOWN, "Not known yet", sentence, List.of(rule));
    }

    /// The findings of a rule; a finding about the fault when computing them fails, so that the
    /// other rules continue.
    ///
    /// @param subject what the findings are about
    /// @param rule its id
    static List<Finding> computed(
            Question question, String subject, String rule, Supplier<List<Finding>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return List.of(failed(question, subject, rule, e));
        }
    }

    /// That a rule could not be computed, with the exception and where it was thrown.
    private static Finding failed(
            Question question, String subject, String rule, RuntimeException e) {
        String where =
                Arrays.stream(e.getStackTrace())
                        .filter(f -> f.getClassName().startsWith("io.tunebook."))
                        .findFirst()
                        .map(f ->
                                " at %s:%d"
                                        .formatted(
                                                f.getClassName()
                                                        .substring(
                                                                f.getClassName().lastIndexOf('.')
                                                                        + 1),
                                                f.getLineNumber()))
                        .orElse("");
        return new Finding(
                        question,
                        Verdict.UNKNOWN,
                        NOT_COMPUTED,
                        "%s: %s could not be computed (%s%s). All other findings are complete. Report this fault."
                                .formatted(subject, rule, e, where),
                        List.of(rule))
                .withNextStep("Report this fault.");
    }

    /// One finding for the question: the label of the worst verdict and its sentences, at most 8 of
    /// a problem and 3 otherwise.
    static Finding worstOf(List<Finding> findings) {
        Finding worst = findings.stream().max(Comparator.comparing(Finding::verdict)).orElseThrow();
        List<Finding> same = findings.stream().filter(f -> f.verdict() == worst.verdict()).toList();
        return new Finding(
                worst.question(),
                worst.verdict(),
                worst.label(),
                joined(worst.verdict(), withEachNextStepOnce(same)),
                same.stream().flatMap(f -> f.rules().stream()).distinct().sorted().toList(),
                worst.numbers(),
                worst.study(),
                worst.plot(),
                worst.next());
    }

    /// The sentences of findings, in which a next step that several end with is in the last alone.
    private static List<String> withEachNextStepOnce(List<Finding> findings) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            boolean again =
                    !f.next().isEmpty()
                            && findings.subList(i + 1, findings.size()).stream()
                                    .anyMatch(later -> later.next().equals(f.next()));
            sentences.add(again ? f.sentence().replace(f.next(), "").strip() : f.sentence());
        }
        return sentences.stream().distinct().toList();
    }

    private static String joined(Verdict verdict, List<String> sentences) {
        int most = verdict.compareTo(Verdict.LOOK) >= 0 ? 8 : 3;
        String first = sentences.stream().limit(most).collect(Collectors.joining(" "));
        int others = sentences.size() - most;
        return others <= 0
                ? first
                : "%s %s the same result."
                        .formatted(
                                first,
                                others == 1
                                        ? "One further finding has"
                                        : others + " further findings have");
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
                label,
                sentence,
                rules,
                numbers,
                study,
                plot,
                next);
    }
}
