/// Runs trials on our own kernels. The only package that knows them.
@NullMarked
package io.tunebook.server.run;

import org.jspecify.annotations.NullMarked;
