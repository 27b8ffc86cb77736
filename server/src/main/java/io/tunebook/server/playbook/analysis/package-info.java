/// The playbook's questions, answered from the data: pure functions over the read models.
@NullMarked
package io.tunebook.server.playbook.analysis;

import org.jspecify.annotations.NullMarked;
