package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NaturalBoundsTest {
    @ParameterizedTest
    @CsvSource({
        "dropout, 0.1, 0.5, at least 0 and below 1",
        "cls_drop_out, 0.1, 0.3, at least 0 and below 1",
        "model.attention_dropout, 0.1, 0.3, at least 0 and below 1",
        "label_smoothing, 0, 0.5, at least 0 and below 1",
        "momentum, 0.5, 0.98, at least 0 and below 1",
        "momentum, 0.7, 1, at least 0 and at most 1",
        "beta1, 0.8, 0.95, at least 0 and below 1",
        "adam_beta_2, 0.9, 0.999, at least 0 and below 1",
        "learningRate, 0.001, 1, above 0",
        "base_lr, 0.001, 1, above 0",
        "lr, 0, 1, at least 0",
        "weight_decay, 0.001, 0.1, at least 0",
        "batch-size, 16, 64, at least 1",
        "num_layers, 1, 4, at least 1",
        "train/epochs, 20, 100, at least 1",
        "warmup_steps, 0, 500, at least 0",
        "warmup_fraction, 0, 0.6, at least 0 and at most 1",
        "warmup, 0, 500, at least 0",
        "unheard_of, 0.5, 3, at least 0",
    })
    void aUsualNameHasItsBounds(String name, double low, double high, String bounds) {
        assertThat(NaturalBounds.of(Parameter.always(name, new Domain.Linear(low, high))))
                .hasToString("Optional[%s]".formatted(bounds));
    }

    @Test
    void aBoundThatTheRangeContradictsIsNotApplied() {
        assertThat(bounds("momentum", -0.5, 2)).isEmpty();
        assertThat(bounds("dropout", -0.5, 0.5)).hasToString("Optional[below 1]");
        assertThat(bounds("offset", -1, 1)).isEmpty();
    }

    @Test
    void recordedBoundsComeFirst() {
        Bounds recorded = new Bounds(-2.0, 2.0, false, false);
        Parameter p = new Parameter("dropout", new Domain.Linear(0, 0.5), null, recorded);
        assertThat(NaturalBounds.of(p)).contains(recorded);
    }

    @Test
    void aNameWithANegativeRangeEarlierHasNoLowerBound() {
        Parameter p = Parameter.always("shift", new Domain.Linear(0, 1));
        assertThat(NaturalBounds.of(p, List.of(new Domain.Linear(-1, 1)))).isEmpty();
    }

    private static Optional<Bounds> bounds(String name, double low, double high) {
        return NaturalBounds.of(Parameter.always(name, new Domain.Linear(low, high)));
    }
}
