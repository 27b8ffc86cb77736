/// Malformed and hostile requests, generated from the API's description.
@NullMarked
package io.tunebook.bench.fuzz;

import org.jspecify.annotations.NullMarked;
