/// Proofs for third parties: a Merkle tree over the log's events, and signed checkpoints of it.
@NullMarked
package io.tunebook.events.proof;

import org.jspecify.annotations.NullMarked;
