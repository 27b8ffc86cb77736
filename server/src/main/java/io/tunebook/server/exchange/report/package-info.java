/// The report of a round in one self-contained file, as HTML and as Markdown. Pure functions.
@NullMarked
package io.tunebook.server.exchange.report;

import org.jspecify.annotations.NullMarked;
