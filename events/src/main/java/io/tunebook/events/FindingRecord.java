package io.tunebook.events;

import java.util.List;

/// A finding as it stood when somebody looked at it.
///
/// @param question which of the checklist's questions it speaks to
/// @param verdict one of `fine`, `look`, `trouble`, `unknown`, `asks`
/// @param rules the ids of the playbook's rules behind it
public record FindingRecord(
        String question, String verdict, String headline, String sentence, List<String> rules) {
    public FindingRecord {
        rules = List.copyOf(rules);
    }
}
