package io.tunebook.kernels.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The vectors of the tiles that do not need 512 bits.
final class Species {

    /// 256 bits, or 128 where there are no more: two or four of them are a row of a panel.
    static final VectorSpecies<Float> NARROW =
            FloatVector.SPECIES_PREFERRED.length() >= 8
                    ? FloatVector.SPECIES_256
                    : FloatVector.SPECIES_128;

    /// Floats of one of them.
    static final int LANES = NARROW.length();

    private Species() {}
}
