package io.tunebook.kernels.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.kernels.Backends;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is reported when a device is not there. Runs only where an SDK is.
class DevicesTest {

    @Test
    void aMissingPlatformIsOneSentenceThatSaysWhatToDo() {
        Throwable error =
                new ExceptionInInitializerError(
                        new IllegalStateException(
                                "\u001B[31m[WARNING] No OpenCL platforms found. Deoptimizing to sequential execution.\u001B[0m"));
        assertThat(Devices.sentence(error))
                .isEqualTo(
                        "TornadoVM finds no OpenCL platform: install the device's driver (clinfo lists the platforms), or use --backend cpu");
    }

    @Test
    void anySdkThatDoesNotLoadIsOneSentence() {
        assertThat(
                        Devices.sentence(
                                new UnsatisfiedLinkError(
                                        "no tornado-opencl in java.library.path\nat x")))
                .isEqualTo(
                        "TornadoVM cannot be started (java.lang.UnsatisfiedLinkError: no tornado-opencl in java.library.path): check the SDK in TORNADOVM_HOME and the device's driver, or use --backend cpu");
        assertThat(Devices.sentence(new NoClassDefFoundError("x".repeat(5_000))))
                .hasSizeLessThan(400)
                .contains("NoClassDefFoundError", " …");
    }

    @Test
    void aNumberIsThatDeviceAndNoPartOfAName() {
        int count = Devices.all().size();
        assertThat(new TornadoBackend().devices()).hasSize(count);
        assertThat(new TornadoBackend().on(String.valueOf(count - 1)).device())
                .isEqualTo(new TornadoBackend().devices().getLast());
        assertThatThrownBy(() -> new TornadoBackend().on(String.valueOf(count)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "TornadoVM has no device '%d'; available: 0 (".formatted(count));
    }

    @Test
    void theBackendIsFoundByItsNameWithItsDevice() {
        Backends.Selection selected = Backends.select("tornado", Optional.of("0"));
        assertThat(selected.backend().device())
                .isEqualTo(new TornadoBackend().devices().getFirst());
        assertThat(selected.skipped()).isEmpty();
    }
}
