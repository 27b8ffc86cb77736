package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendsTest {

    @Test
    void theCpuIsAlwaysThere() {
        assertThat(Backends.available()).extracting(Backend::name).contains("cpu");
        assertThat(Backends.named("cpu").device()).contains(System.getProperty("os.arch"));
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Backends.named("abacus"))
                .hasMessage("No backend is called abacus; there are: cpu");
    }
}
