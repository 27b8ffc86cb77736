/// Classification datasets and their sources: generated digits, IDX files, CIFAR-10 files, CSV
/// tables.
@NullMarked
package io.tunebook.kernels.data;

import org.jspecify.annotations.NullMarked;
