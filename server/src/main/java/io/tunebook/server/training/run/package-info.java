/// Runs trials with Tunebook's own kernels.
@NullMarked
package io.tunebook.server.training.run;

import org.jspecify.annotations.NullMarked;
