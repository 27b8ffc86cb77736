package io.tunebook.server.playbook.design;

/// A warning of a rule of thumb on a design.
///
/// @param rule the id of the playbook's rule
/// @param subject the hyperparameter or study concerned
/// @param sentence the problem with its numbers
/// @param next what to do
public record Warning(
        Severity severity, String rule, String subject, String sentence, String next) {
    public enum Severity {
        /// For information.
        NOTE,
        /// Change the design, or give a reason for accepting.
        WARNING,
        /// The conclusions would be invalid.
        ERROR
    }

    /// The key that an acceptance of the warning refers to.
    public String id() {
        return rule + " " + subject;
    }
}
