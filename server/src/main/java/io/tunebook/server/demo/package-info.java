/// The demonstration: the playbook's own example as a round on real training.
@NullMarked
package io.tunebook.server.demo;

import org.jspecify.annotations.NullMarked;
