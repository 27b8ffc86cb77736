/// Export and import of the log as JSON lines, and of a project as an archive.
@NullMarked
package io.tunebook.server.exchange.archive;

import org.jspecify.annotations.NullMarked;
