package io.tunebook.server.playbook.analysis;

import java.util.List;
import java.util.Locale;

/// The questions to answer before the goal is judged (PB-22).
public enum Question {
    SPACE("Is the search space large enough?"),
    POINTS("Are there enough points?"),
    INFEASIBLE("How many trials are infeasible?"),
    OPTIMISATION("Does training show optimisation issues?"),
    CURVES("What do the curves of the best trials show?");

    public static final List<String> IDS = List.of(values()).stream().map(Question::id).toList();

    private final String title;

    Question(String title) {
        this.title = title;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }
}
