/// What each page shows, as plain records made from a snapshot: pure functions, told as JSON.
@NullMarked
package io.tunebook.server.api.view;

import org.jspecify.annotations.NullMarked;
