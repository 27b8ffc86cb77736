/// The facts that Tunebook keeps, in the past tense, and the words that they are told in.
///
/// Nothing here reads a clock, a file or a random number; these are values.
@NullMarked
package io.tunebook.events;

import org.jspecify.annotations.NullMarked;
