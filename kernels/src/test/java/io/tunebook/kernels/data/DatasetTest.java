package io.tunebook.kernels.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {

    private final Dataset ten =
            Dataset.of(
                    "ten",
                    new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                    new int[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
                    1,
                    List.of("even", "odd"));

    @Test
    void aSplitContainsEveryRowOnceWithItsLabel() {
        Split split = ten.split(3, 1);
        assertThat(split.training().rows()).isEqualTo(7);
        assertThat(split.validation().rows()).isEqualTo(3);
        assertThat(IntStream.range(0, 7).mapToObj(row -> split.training().feature(row, 0)))
                .doesNotContainAnyElementsOf(
                        IntStream.range(0, 3)
                                .mapToObj(row -> split.validation().feature(row, 0))
                                .toList());
        assertThat(IntStream.range(0, 7))
                .allSatisfy(row ->
                        assertThat(split.training().label(row))
                                .isEqualTo((int) split.training().feature(row, 0) % 2));
    }

    @Test
    void aSeedDeterminesTheSplit() {
        assertThat(ten.split(3, 1).validation().digest())
                .isEqualTo(ten.split(0.3, 1).validation().digest());
        assertThat(ten.split(3, 1).validation().digest())
                .isNotEqualTo(ten.split(3, 2).validation().digest());
    }

    @Test
    void aSplitNeedsRowsInBothParts() {
        assertThatThrownBy(() -> ten.split(10, 1))
                .hasMessage("validation rows must be from 1 to 9, not 10");
        assertThatThrownBy(() -> ten.split(0, 1))
                .hasMessage("validation rows must be from 1 to 9, not 0");
        assertThatThrownBy(() -> ten.split(1.0, 1))
                .hasMessage("validation share must be above 0 and below 1, not 1.0");
    }

    @Test
    void theDigestDependsOnTheDataAndNotOnTheName() {
        Dataset renamed =
                Dataset.of("other", new float[] {0, 1}, new int[] {0, 1}, 1, List.of("a", "b"));
        Dataset same =
                Dataset.of("same", new float[] {0, 1}, new int[] {0, 1}, 1, List.of("a", "b"));
        Dataset changed =
                Dataset.of("same", new float[] {0, 2}, new int[] {0, 1}, 1, List.of("a", "b"));
        assertThat(renamed.digest()).isEqualTo(same.digest()).hasSize(64);
        assertThat(changed.digest()).isNotEqualTo(same.digest());
    }

    @Test
    void arraysOfDifferentLengthsAreRejected() {
        assertThatThrownBy(() -> Dataset.of("x", new float[3], new int[2], 2, List.of("a", "b")))
                .hasMessage("3 features are not 2 rows of 2 inputs");
        assertThatThrownBy(
                        () -> Dataset.of("x", new float[2], new int[] {0, 2}, 1, List.of("a", "b")))
                .hasMessage("label 2 is not one of 2 classes");
        assertThatThrownBy(() -> Dataset.of("x", new float[2], new int[2], 1, List.of("a")))
                .hasMessage("a classification needs at least 2 classes, not 1");
    }

    @Test
    void theCallersArraysAreCopied() {
        float[] features = {0, 1};
        Dataset dataset = Dataset.of("x", features, new int[] {0, 1}, 1, List.of("a", "b"));
        features[0] = 5;
        assertThat(dataset.feature(0, 0)).isZero();
    }
}
