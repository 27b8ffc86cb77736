/// The command line: a contract that scripts may rely on. Wires everything by hand, and may know
/// everything.
@NullMarked
package io.tunebook.server.cli;

import org.jspecify.annotations.NullMarked;
