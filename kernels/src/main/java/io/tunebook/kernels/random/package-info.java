/// Seeded random numbers that are the same on every JDK.
@NullMarked
package io.tunebook.kernels.random;

import org.jspecify.annotations.NullMarked;
