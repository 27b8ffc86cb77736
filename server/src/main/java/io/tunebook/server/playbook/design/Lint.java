package io.tunebook.server.playbook.design;

import io.tunebook.server.playbook.design.Warning.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Checks a design against the playbook's rules of thumb.
public final class Lint {
    private final List<Warning> warnings = new ArrayList<>();

    private Lint() {}

    /// The warnings on the design, the most severe first, then in the order of the rules.
    public static List<Warning> of(Design design) {
        Lint lint = new Lint();
        new GoalRules(design, lint).check();
        new RoleRules(design, lint).check();
        new OptimizerRules(design, lint).check();
        new StudyRules(design, lint).check();
        return lint.warnings.stream()
                .sorted(
                        Comparator.comparing(Warning::severity)
                                .reversed()
                                .thenComparing(Warning::rule))
                .toList();
    }

    void error(String rule, String subject, String sentence, String next) {
        add(Severity.ERROR, rule, subject, sentence, next);
    }

    void warn(String rule, String subject, String sentence, String next) {
        add(Severity.WARNING, rule, subject, sentence, next);
    }

    void note(String rule, String subject, String sentence, String next) {
        add(Severity.NOTE, rule, subject, sentence, next);
    }

    private void add(Severity severity, String rule, String subject, String sentence, String next) {
        Warning warning = new Warning(severity, rule, subject, sentence, next);
        if (warnings.stream().noneMatch(w -> w.id().equals(warning.id()))) {
            warnings.add(warning);
        }
    }
}
