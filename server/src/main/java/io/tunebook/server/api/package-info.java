/// Everything over HTTP: routes, views, the OpenAPI document, access, request logs, and MLflow's
/// routes.
///
/// Writes through commands only. May know `training`, `exchange` and all that they know, but not
/// `kernels`.
@NullMarked
package io.tunebook.server.api;

import org.jspecify.annotations.NullMarked;
