/// Answers to the playbook's questions from the data: pure functions over the read models.
@NullMarked
package io.tunebook.server.playbook.analysis;

import org.jspecify.annotations.NullMarked;
