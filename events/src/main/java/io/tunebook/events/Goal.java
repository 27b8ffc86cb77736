package io.tunebook.events;

/// A round's one narrow goal (PB-10).
///
/// @param question the goal in one sentence
public record Goal(Kind kind, Phase phase, String question) {
    public enum Kind {
        IMPROVEMENT,
        UNDERSTANDING,
        GREEDY
    }

    /// Insight first, or late and greedy (PB-11).
    public enum Phase {
        EXPLORATION,
        EXPLOITATION
    }

    public Goal {
        question = Rejection.text("the round's goal", question, 500);
    }
}
