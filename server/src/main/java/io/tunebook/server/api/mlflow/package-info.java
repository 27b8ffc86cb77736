/// MLflow's tracking REST API, so that its clients log here without knowing it.
@NullMarked
package io.tunebook.server.api.mlflow;

import org.jspecify.annotations.NullMarked;
