/// What stands behind a launch decision: evidence, answers, what has changed since the screen was
/// drawn.
@NullMarked
package io.tunebook.server.playbook.decision;

import org.jspecify.annotations.NullMarked;
