/// The design of a round before anything runs: what the playbook's rules of thumb say to it, and
/// what it spends its budget on. Pure functions.
@NullMarked
package io.tunebook.server.playbook.design;

import org.jspecify.annotations.NullMarked;
