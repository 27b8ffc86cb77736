/// The command line, whose options and output scripts can rely on. Wires the parts together, and
/// may know every package.
@NullMarked
package io.tunebook.server.cli;

import org.jspecify.annotations.NullMarked;
