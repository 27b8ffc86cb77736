package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The distribution has no benchmarks, and names the place that has them.
class BenchCommandTest {
    @Test
    void theDistributionNamesTheCommandToRunInACheckout() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
        assertThat(commandLine.execute("bench", "log", "--only", "append")).isEqualTo(1);
        assertThat(err.toString())
                .contains("run ./tunebook bench log --only append in a checkout of the sources");
    }
}
