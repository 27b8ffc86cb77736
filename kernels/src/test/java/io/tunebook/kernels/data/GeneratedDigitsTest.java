package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GeneratedDigitsTest {

    @Test
    void theImagesOfASeedNeverChange() {
        assertThat(GeneratedDigits.generate(500, 7).digest())
                .isEqualTo("225d6ef8f8060b35721bad8f8cd101baa517354a82b1b1d44fbae30ba2133b86");
    }

    @Test
    void anotherSeedGivesOtherImages() {
        assertThat(GeneratedDigits.generate(20, 8).digest())
                .isNotEqualTo(GeneratedDigits.generate(20, 7).digest());
    }

    @Test
    void aLargerSetBeginsWithTheSmallerOne() {
        Dataset small = GeneratedDigits.generate(10, 7);
        Dataset large = GeneratedDigits.generate(20, 7);
        for (int row = 0; row < small.rows(); row++) {
            assertThat(large.label(row)).isEqualTo(small.label(row));
            assertThat(row(large, row)).containsExactly(row(small, row));
        }
    }

    @Test
    void everyDigitIsEquallyFrequentAndHasInk() {
        Dataset digits = GeneratedDigits.generate(2_000, 3);
        Integer[] counts = new Integer[10];
        Arrays.fill(counts, 0);
        for (int row = 0; row < digits.rows(); row++) {
            counts[digits.label(row)]++;
            double ink = 0;
            for (float pixel : row(digits, row)) {
                assertThat(pixel).isBetween(0f, 1f);
                ink += pixel;
            }
            assertThat(ink).as("ink of image %d", row).isGreaterThan(8);
        }
        assertThat(counts).allSatisfy(count -> assertThat(count).isBetween(140, 260));
    }

    private static float[] row(Dataset dataset, int row) {
        float[] pixels = new float[dataset.inputs()];
        dataset.copyFeatures(row, 0, pixels.length, pixels, 0);
        return pixels;
    }
}
