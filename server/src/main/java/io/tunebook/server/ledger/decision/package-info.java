/// The checklist's answers and the launch decision, each with the evidence that was on the screen.
@NullMarked
package io.tunebook.server.ledger.decision;

import org.jspecify.annotations.NullMarked;
