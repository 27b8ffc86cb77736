/// The benchmark of the training kernels: [io.tunebook.kernels.bench.KernelBench] measures each
/// kernel, and compares it with PyTorch if Python has it, otherwise with the peak of this core.
@NullMarked
package io.tunebook.kernels.bench;

import org.jspecify.annotations.NullMarked;
