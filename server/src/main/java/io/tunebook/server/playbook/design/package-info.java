/// The design of a round before anything runs: warnings by the playbook's rules of thumb, and how
/// it spends its budget. Pure functions.
@NullMarked
package io.tunebook.server.playbook.design;

import org.jspecify.annotations.NullMarked;
