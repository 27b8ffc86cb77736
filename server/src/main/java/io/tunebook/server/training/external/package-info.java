/// External trainers and the leases of their trials. No HTTP: the routes are in `api.http`.
@NullMarked
package io.tunebook.server.training.external;

import org.jspecify.annotations.NullMarked;
