/// Datasets for classification, and where they come from: generated digits, IDX files, CSV tables.
@NullMarked
package io.tunebook.kernels.data;

import org.jspecify.annotations.NullMarked;
