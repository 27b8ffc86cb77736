/// Requests that nobody would send, made from the API's own description.
@NullMarked
package io.tunebook.server.fuzz;

import org.jspecify.annotations.NullMarked;
