/// Readers of data from other programs (Optuna, TensorBoard, CSV), and the import of it into the
/// log.
@NullMarked
package io.tunebook.server.exchange.imports;

import org.jspecify.annotations.NullMarked;
