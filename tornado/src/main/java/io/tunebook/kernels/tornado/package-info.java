/// Trains on the devices that TornadoVM compiles for: GPUs, and processors through OpenCL.
@NullMarked
package io.tunebook.kernels.tornado;

import org.jspecify.annotations.NullMarked;
