package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs whole trainings in child JVMs: with narrower vectors, without vectors, with other
/// compilers.
class JvmOptionsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "default | --add-modules=jdk.incubator.vector | vectors | 200",
                "narrow vectors | --add-modules=jdk.incubator.vector -XX:MaxVectorSize=16 | vectors | 200",
                "no incubator module | -Dno.module=true | plain loops | 200",
                "first compiler only | -XX:TieredStopAtLevel=1 | plain loops | 200",
                "interpreter only | -Xint | plain loops | 3"
            })
    void theWeightsAreTheSameBitForBit(String name, String options, String description, int steps)
            throws IOException, InterruptedException {
        String output = run(options, steps);
        assertThat(output).contains(description).endsWith(": " + WeightsHash.hash(steps));
    }

    private static String run(String options, int steps) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(WeightsHash.class.getName(), String.valueOf(steps)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit status of %s", command).isZero();
        return output.strip();
    }
}
