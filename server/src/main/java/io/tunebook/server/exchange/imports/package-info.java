/// Readers of what others have recorded (Optuna, TensorBoard, CSV), and their way into the log.
@NullMarked
package io.tunebook.server.exchange.imports;

import org.jspecify.annotations.NullMarked;
