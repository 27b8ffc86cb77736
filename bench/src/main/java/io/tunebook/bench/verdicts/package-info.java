/// Simulations with known answers: how often each rule of the playbook is wrong.
@NullMarked
package io.tunebook.bench.verdicts;

import org.jspecify.annotations.NullMarked;
