/// MLflow's tracking REST API, so that MLflow clients can log to Tunebook unchanged.
@NullMarked
package io.tunebook.server.api.mlflow;

import org.jspecify.annotations.NullMarked;
