/// The API's description in OpenAPI, made from the routes and their records.
@NullMarked
package io.tunebook.server.api.openapi;

import org.jspecify.annotations.NullMarked;
