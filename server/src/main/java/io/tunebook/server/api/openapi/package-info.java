/// The API's description in OpenAPI, made from the routes and the records that they take and give.
@NullMarked
package io.tunebook.server.api.openapi;

import org.jspecify.annotations.NullMarked;
