package io.tunebook.server.playbook.design;

/// What a rule of thumb says against a design.
///
/// @param rule the id of the playbook's rule
/// @param subject the hyperparameter or study that it speaks of
/// @param sentence what is wrong, in plain words with the numbers
/// @param next what to do
public record Warning(
        Severity severity, String rule, String subject, String sentence, String next) {
    public enum Severity {
        /// Worth knowing.
        NOTE,
        /// Change it, or say why not.
        WARNING,
        /// Conclusions would not hold.
        ERROR
    }

    /// What an acceptance of it refers to.
    public String id() {
        return rule + " " + subject;
    }
}
