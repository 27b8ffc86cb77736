/// The gain of a launch candidate over the baseline, with its uncertainty.
@NullMarked
package io.tunebook.server.playbook.decision;

import org.jspecify.annotations.NullMarked;
