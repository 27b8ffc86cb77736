package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line under a low limit of open files.
class FewDescriptorsTest {
    @TempDir private Path folder;

    @Test
    void aStartWithTooFewFileDescriptorsEndsWithOneLine() throws Exception {
        Path data = folder.resolve("log");
        try (Tunebook server =
                Tunebook.startIn(
                        List.of("sh", "-c", "ulimit -n 40 && exec \"$0\" \"$@\""),
                        folder,
                        "serve",
                        "--data-dir",
                        data.toString())) {
            assertThat(server.exit()).isEqualTo(1);
            assertThat(server.err().lines().filter(line -> !line.startsWith("WARNING:")))
                    .singleElement()
                    .asString()
                    .startsWith("tunebook: the limit of open files is 40, but at least ")
                    .contains("ulimit -n 65536");
            assertThat(data).doesNotExist();
        }
    }
}
