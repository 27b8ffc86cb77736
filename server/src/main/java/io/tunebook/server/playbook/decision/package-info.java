/// How large a candidate's gain is, and how certain.
@NullMarked
package io.tunebook.server.playbook.decision;

import org.jspecify.annotations.NullMarked;
