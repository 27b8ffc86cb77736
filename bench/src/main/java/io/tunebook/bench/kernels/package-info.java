/// The benchmark of the training kernels: [io.tunebook.bench.kernels.KernelBench] measures each
/// kernel, and compares it with PyTorch if Python has it, otherwise with the peak of this core.
@NullMarked
package io.tunebook.bench.kernels;

import org.jspecify.annotations.NullMarked;
