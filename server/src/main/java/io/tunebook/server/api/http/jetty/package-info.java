/// Jetty's internals: connections with a timeout for a request's head, and a close after which the
/// client can still read the answer. Knows only Jetty.
@NullMarked
package io.tunebook.server.api.http.jetty;

import org.jspecify.annotations.NullMarked;
