/// Runs that are made outside: what MLflow's clients and the importers write through.
@NullMarked
package io.tunebook.server.exchange.tracking;

import org.jspecify.annotations.NullMarked;
