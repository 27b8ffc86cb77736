/// The HTTP server: routes under `/api/v1`, server-sent events, and the dashboard's files.
@NullMarked
package io.tunebook.server.api.http;

import org.jspecify.annotations.NullMarked;
