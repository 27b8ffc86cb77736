/// Trains on what TornadoVM compiles for: GPUs, and OpenCL on processors.
@NullMarked
package io.tunebook.kernels.tornado;

import org.jspecify.annotations.NullMarked;
