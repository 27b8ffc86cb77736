package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Stability;
import io.tunebook.server.playbook.analysis.Stability.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StabilityProbeTest {
    @Test
    void realTrainingBecomesUnstableAndWarmupAndClippingAreTried() {
        Stability found =
                StabilityProbe.of(
                        new StudyData.Generated(500, 1),
                        new Configuration(
                                Map.of(
                                        "optimizer", new Value.Text("sgd"),
                                        "width", new Value.Int(16),
                                        "batch_size", new Value.Int(32),
                                        "steps", new Value.Int(200))),
                        100,
                        TrainingEnvironment.onCpu());
        assertThat(found.rates()).hasSize(13);
        assertThat(found.rates().getFirst().verdict()).isEqualTo(Verdict.STABLE);
        assertThat(found.rates().getLast().verdict()).isNotEqualTo(Verdict.STABLE);
        assertThat(found.best()).isBetween(0.01, 3.0);
        assertThat(found.unstable()).isGreaterThan(found.best());
        assertThat(found.multiples()).hasSize(3);
        Stability.Norms norms = Objects.requireNonNull(found.norms());
        assertThat(Arrays.stream(norms.counts()).sum()).isEqualTo(100);
        assertThat(norms.ninetieth()).isBetween(norms.median(), norms.highest());
        // A warmup is at most as long as the training: of the playbook's lengths, only 10 fits in
        // 200.
        assertThat(found.warmups()).extracting(Stability.Warmup::length).containsExactly(10);
        assertThat(found.warmups().getFirst().rate()).isEqualTo(10 * found.unstable());
        assertThat(Objects.requireNonNull(found.clipped()).threshold())
                .isEqualTo(norms.ninetieth());
        assertThat(found.sentences())
                .anyMatch(s -> s.contains("becomes unstable at"))
                .anyMatch(s -> s.contains("PB-64"))
                .anyMatch(s -> s.contains("PB-65"));
    }

    @Test
    void runsAreClassifiedByTheirLosses() {
        double[] falls = new double[50];
        Arrays.setAll(falls, i -> 2.3 * Math.exp(-i / 10.0));
        double[] rises = new double[50];
        Arrays.setAll(rises, i -> 2.3 + i * 0.1);
        double[] spikes = falls.clone();
        spikes[30] = 9;
        assertThat(Stability.read(0.1, falls, 50).verdict()).isEqualTo(Verdict.STABLE);
        assertThat(Stability.read(0.1, rises, 50).verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(Stability.read(0.1, spikes, 50).verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(Stability.read(0.1, falls, 60).verdict()).isEqualTo(Verdict.DIVERGED);
        List<Stability.Rate> swept =
                List.of(
                        Stability.read(0.01, rises, 50),
                        Stability.read(0.1, falls, 50),
                        Stability.read(1, spikes, 50),
                        Stability.read(10, falls, 60));
        assertThat(Stability.best(swept)).isEqualTo(0.1);
        assertThat(Stability.unstable(swept)).isEqualTo(1);
    }

    @Test
    void clippingMoreThanHalfOfTheUpdatesSuggestsALowerRate() {
        Stability found =
                Stability.of(
                        List.of(),
                        List.of(),
                        null,
                        List.of(),
                        new Stability.ClippingRun(1.5, 1, 0.7, Verdict.STABLE, 0.1));
        assertThat(found.sentences().getLast())
                .contains("Clipping at 1.5")
                .contains("lower the learning rate");
    }
}
