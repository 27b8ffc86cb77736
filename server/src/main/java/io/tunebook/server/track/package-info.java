/// Runs that are made outside: what MLflow's clients and the importers write through.
@NullMarked
package io.tunebook.server.track;

import org.jspecify.annotations.NullMarked;
