/// The translation between MLflow's tracking API and tracked runs: searches, orders, pages, names,
/// errors. No HTTP: the routes are in `api.mlflow`.
@NullMarked
package io.tunebook.server.exchange.mlflow;

import org.jspecify.annotations.NullMarked;
