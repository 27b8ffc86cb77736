/// What only Jetty's internals need: connections with a time limit for a request's head, and a
/// close that lets the caller read the answer. Knows Jetty alone.
@NullMarked
package io.tunebook.server.api.http.jetty;

import org.jspecify.annotations.NullMarked;
