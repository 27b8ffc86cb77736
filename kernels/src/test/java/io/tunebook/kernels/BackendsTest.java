package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
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

    @Test
    void whereThereIsNoFasterHardwareAutoIsTheCpu() {
        assertThat(Backends.select("auto", Optional.empty()).name()).isEqualTo("cpu");
    }

    @Test
    void tornadoWithoutItsSdkIsAnsweredWithWhatToSet() {
        assertThatThrownBy(() -> Backends.select("tornado", Optional.empty()))
                .hasMessage(
                        "No backend is called tornado; there are: cpu; for tornado, let TORNADOVM_HOME name a TornadoVM SDK");
    }

    @Test
    void theCpuHasNoOtherDevice() {
        assertThatThrownBy(() -> Backends.select("cpu", Optional.of("1")))
                .hasMessageContaining("the backend cpu runs on one device")
                .hasMessageContaining("leave --device out");
    }
}
