/// The contents of each page, as records that pure functions make from a snapshot, returned as
/// JSON.
@NullMarked
package io.tunebook.server.api.view;

import org.jspecify.annotations.NullMarked;
