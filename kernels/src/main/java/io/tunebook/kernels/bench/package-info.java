/// The benchmark of the training kernels: [io.tunebook.kernels.bench.KernelBench] measures, and
/// compares with PyTorch where Python has it, otherwise with what this core can do at best.
@NullMarked
package io.tunebook.kernels.bench;

import org.jspecify.annotations.NullMarked;
