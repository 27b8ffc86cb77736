package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The TornadoVM backend is a module of its own, with its contract tests, that is in the build only
/// where an SDK is: this says so where there is none.
class TornadoHomeTest {

    @Test
    void theContractOfTheTornadoBackendIsTestedWhereAnSdkIs() {
        String home = System.getenv("TORNADOVM_HOME");
        assumeTrue(
                home != null,
                "skipped: the TornadoVM backend is neither built nor tested, for TORNADOVM_HOME names no SDK");
        assertThat(Path.of(home, "tornado-argfile")).isRegularFile();
        assertThat(Path.of(home, "share", "java", "tornado")).isDirectory();
    }
}
