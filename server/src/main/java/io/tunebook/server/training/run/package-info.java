/// Runs trials on our own kernels. The only package that knows them.
@NullMarked
package io.tunebook.server.training.run;

import org.jspecify.annotations.NullMarked;
