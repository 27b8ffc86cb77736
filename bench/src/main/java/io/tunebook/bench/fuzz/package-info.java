/// Requests that nobody would send, made from the API's own description.
@NullMarked
package io.tunebook.bench.fuzz;

import org.jspecify.annotations.NullMarked;
