/// Search algorithms: pure functions of a space, a seed and an index.
@NullMarked
package io.tunebook.server.playbook.search;

import org.jspecify.annotations.NullMarked;
