/// The command line: a contract that scripts may rely on.
@NullMarked
package io.tunebook.server.cli;

import org.jspecify.annotations.NullMarked;
