package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WidenedRangeTest {
    private static String widened(String name, Domain domain, boolean upper) {
        return WidenedRange.of(Parameter.always(name, domain), upper)
                .map(WidenedRange::words)
                .orElse("none");
    }

    @Test
    void aRangeNeverLeavesItsNaturalBounds() {
        assertThat(widened("dropout", new Domain.Linear(0, 0.5), false)).isEqualTo("none");
        assertThat(widened("dropout", new Domain.Linear(0.1, 0.5), false)).isEqualTo("0 … 0.5");
        assertThat(widened("dropout", new Domain.Linear(0, 0.5), true)).isEqualTo("0 … 0.75");
        assertThat(widened("momentum", new Domain.Linear(0, 0.9), true)).isEqualTo("0 … 0.95");
        assertThat(widened("momentum", new Domain.Linear(0.7, 1), true)).isEqualTo("none");
        assertThat(widened("momentum", new Domain.ReverseLog(0.9, 0.99), true))
                .isEqualTo("0.9 … 0.997");
        assertThat(widened("weight_decay", new Domain.Log(1e-4, 1e-2), false))
                .isEqualTo("1e-5 … 0.01");
        assertThat(widened("learning_rate", new Domain.Linear(0.1, 1), false))
                .isEqualTo("0.05 … 1");
    }

    @Test
    void anIntegerRangeEndsAtItsNaturalBound() {
        assertThat(widened("layers", new Domain.Int(1, 4), false)).isEqualTo("none");
        assertThat(widened("layers", new Domain.Int(2, 4), false)).isEqualTo("1 … 4");
        assertThat(widened("layers", new Domain.Int(1, 4), true)).isEqualTo("1 … 5");
        assertThat(widened("width", new Domain.LogInt(1, 64), false)).isEqualTo("none");
        assertThat(widened("width", new Domain.LogInt(16, 64), false)).isEqualTo("8 … 64");
    }

    @Test
    void aListOfNumbersHasEnds() {
        Domain sizes = list(128, 256, 512, 1024);
        assertThat(widened("batch_size", sizes, false)).isEqualTo("64, 128, 256, 512, 1024");
        assertThat(widened("batch_size", sizes, true)).isEqualTo("128, 256, 512, 1024, 2048");
        assertThat(widened("batch_size", list(1, 2, 4), false)).isEqualTo("none");
        assertThat(widened("heads", list(4, 6, 8), true)).isEqualTo("4, 6, 8, 10");
        assertThat(widened("dropout", list(0, 1), true)).isEqualTo("none");
        assertThat(
                        widened(
                                "optimizer",
                                new Domain.Categorical(
                                        List.of(new Value.Text("adam"), new Value.Text("sgd"))),
                                true))
                .isEqualTo("none");
    }

    private static Domain list(long... values) {
        return new Domain.Categorical(
                LongStream.of(values).mapToObj(v -> (Value) new Value.Int(v)).toList());
    }
}
