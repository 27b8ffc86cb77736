/// Access control: named tokens with roles, stored as hashes beside the log.
@NullMarked
package io.tunebook.server.api.access;

import org.jspecify.annotations.NullMarked;
