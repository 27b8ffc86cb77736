/// The demonstration: the playbook's own example as a round with real training.
@NullMarked
package io.tunebook.server.training.demo;

import org.jspecify.annotations.NullMarked;
