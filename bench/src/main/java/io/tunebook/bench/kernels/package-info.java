/// The benchmark of the training kernels: [KernelBench] measures, and compares with PyTorch where
/// Python has it, otherwise with what this core can do at best.
@NullMarked
package io.tunebook.bench.kernels;

import org.jspecify.annotations.NullMarked;
