/// Tracked runs: MLflow's clients and the importers write through it.
@NullMarked
package io.tunebook.server.exchange.tracking;

import org.jspecify.annotations.NullMarked;
