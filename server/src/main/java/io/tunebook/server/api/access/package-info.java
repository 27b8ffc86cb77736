/// Who may do what: named tokens with roles, kept as hashes beside the log.
@NullMarked
package io.tunebook.server.api.access;

import org.jspecify.annotations.NullMarked;
