package io.tunebook.server.playbook.decision;

import org.jspecify.annotations.Nullable;

/// The gain of a candidate as pages show it.
///
/// @param value positive when the candidate is better
/// @param basis what it was measured over, such as `mean of 4 reruns each`
/// @param search the gain in the search where `value` is of reruns; else null
public record ShownGain(double value, String basis, @Nullable Double search) {
    static final String SEARCH = "in the search, trained once";
}
