/// The gain of a launch candidate over the baseline.
@NullMarked
package io.tunebook.server.playbook.decision;

import org.jspecify.annotations.NullMarked;
