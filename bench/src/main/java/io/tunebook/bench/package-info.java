/// Measurements of Tunebook itself, each beside its limit or its peer in the same run.
@NullMarked
package io.tunebook.bench;

import org.jspecify.annotations.NullMarked;
