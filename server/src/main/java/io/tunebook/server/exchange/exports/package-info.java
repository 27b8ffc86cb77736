/// Trials and curves as tables for other programs: CSV and Parquet.
@NullMarked
package io.tunebook.server.exchange.exports;

import org.jspecify.annotations.NullMarked;
