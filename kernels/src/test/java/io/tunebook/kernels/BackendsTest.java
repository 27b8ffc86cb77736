package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
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
        assertThat(Backends.select("auto", Optional.empty()).backend().name()).isEqualTo("cpu");
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

    private static UnavailableBackendException missing() {
        return new UnavailableBackendException("Abacus finds no beads: buy some");
    }

    /// A backend whose driver is missing.
    private record Driverless() implements Backend {
        @Override
        public String name() {
            return "abacus";
        }

        @Override
        public String device() {
            throw missing();
        }

        @Override
        public boolean isAccelerator() {
            throw missing();
        }

        @Override
        public Trainer trainer(int threads) {
            throw missing();
        }
    }

    private static Backends withoutDriver() {
        return new Backends(List.of(new Driverless(), Backends.named("cpu")), List.of());
    }

    @Test
    void autoSelectsTheCpuAndSaysWhyWhenADriverIsMissing() {
        Backends.Selection selected = withoutDriver().selected("auto", Optional.empty());
        assertThat(selected.backend().name()).isEqualTo("cpu");
        assertThat(selected.skipped()).containsExactly("Abacus finds no beads: buy some");
    }

    @Test
    void aNamedBackendWithoutItsDriverIsAnErrorWhenItIsSelected() {
        assertThatThrownBy(() -> withoutDriver().selected("abacus", Optional.empty()))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessage("Abacus finds no beads: buy some");
    }

    @Test
    void aDeviceThatTheCpuHasNotIsReportedWithTheReasonForTheCpu() {
        assertThatThrownBy(() -> withoutDriver().selected("auto", Optional.of("0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("remove --device")
                .hasMessageEndingWith("; Abacus finds no beads: buy some");
    }

    @Test
    void aBackendThatCannotBeLoadedLeavesTheOthersAvailable() {
        Iterator<Backend> loading =
                new Iterator<>() {
                    private int at;

                    @Override
                    public boolean hasNext() {
                        return at < 2;
                    }

                    @Override
                    public Backend next() {
                        if (at++ == 0) {
                            throw new NoClassDefFoundError("uk/ac/manchester/tornado/api/Device");
                        }
                        return Backends.named("cpu");
                    }
                };
        Backends backends = Backends.of(loading);
        Backends.Selection selected = backends.selected("auto", Optional.empty());
        assertThat(selected.backend().name()).isEqualTo("cpu");
        assertThat(selected.skipped())
                .singleElement()
                .asString()
                .contains("cannot be loaded", "TORNADOVM_HOME");
        assertThatThrownBy(() -> backends.selected("tornado", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NoClassDefFoundError");
    }
}
