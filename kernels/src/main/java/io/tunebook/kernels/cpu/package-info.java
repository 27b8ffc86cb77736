/// The CPU backend, the specification of every kernel. The same seed gives the same bits.
@NullMarked
package io.tunebook.kernels.cpu;

import org.jspecify.annotations.NullMarked;
