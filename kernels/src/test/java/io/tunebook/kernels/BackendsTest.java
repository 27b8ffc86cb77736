package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendsTest {

    @Test
    void theCpuIsAlwaysAvailable() {
        assertThat(Backends.available()).extracting(Backend::name).contains("cpu");
        assertThat(Backends.named("cpu").device()).contains(System.getProperty("os.arch"));
    }

    @Test
    void anUnknownNameIsReportedWithTheAvailableOnes() {
        assertThatThrownBy(() -> Backends.named("abacus"))
                .hasMessage("No backend has the name abacus; available: cpu");
    }

    @Test
    void autoSelectsTheCpuWithoutAnAccelerator() {
        assertThat(Backends.select("auto", Optional.empty()).name()).isEqualTo("cpu");
    }

    @Test
    void tornadoWithoutItsSdkIsReportedWithTheVariableToSet() {
        assertThatThrownBy(() -> Backends.select("tornado", Optional.empty()))
                .hasMessage(
                        "No backend has the name tornado; available: cpu; for tornado, set TORNADOVM_HOME to the folder of a TornadoVM SDK");
    }

    @Test
    void theCpuHasNoOtherDevice() {
        assertThatThrownBy(() -> Backends.select("cpu", Optional.of("1")))
                .hasMessageContaining("the backend cpu has one device")
                .hasMessageContaining("remove --device");
    }
}
