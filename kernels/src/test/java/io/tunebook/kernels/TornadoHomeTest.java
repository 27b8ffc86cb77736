package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The TornadoVM backend is a separate module with its contract tests, which is in the build only
/// if there is an SDK: without one, this test reports that.
class TornadoHomeTest {

    @Test
    void theTornadoBackendIsTestedOnlyWithAnSdk() {
        String home = System.getenv("TORNADOVM_HOME");
        assumeTrue(
                home != null,
                "skipped: TORNADOVM_HOME is not set, so the TornadoVM backend is neither built nor tested");
        assertThat(Path.of(home, "tornado-argfile")).isRegularFile();
        assertThat(Path.of(home, "share", "java", "tornado")).isDirectory();
    }
}
