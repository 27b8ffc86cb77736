/// The translation between MLflow's tracking API and what is tracked here: searches, orders, pages,
/// names, errors. No HTTP: the routes are in `api.mlflow`.
@NullMarked
package io.tunebook.server.exchange.mlflow;

import org.jspecify.annotations.NullMarked;
