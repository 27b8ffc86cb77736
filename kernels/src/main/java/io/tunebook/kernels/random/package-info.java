/// Seeded randomness whose numbers never change with the JDK.
@NullMarked
package io.tunebook.kernels.random;

import org.jspecify.annotations.NullMarked;
