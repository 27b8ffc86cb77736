/// Benchmarks of Tunebook, each figure with its limit or its peer in the same run.
@NullMarked
package io.tunebook.bench;

import org.jspecify.annotations.NullMarked;
