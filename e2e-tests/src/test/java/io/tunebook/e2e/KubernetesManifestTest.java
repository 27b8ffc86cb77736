package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What `tunebook.py kubernetes` prints, by the model of the API of Kubernetes: a field that is
/// unknown, missing, misplaced or of another type is an error.
class KubernetesManifestTest {
    private static final Path CLIENT = Path.of("../clients/python/tunebook.py");
    private static final List<String> EVERY_OPTION =
            List.of(
                    "--name=agents",
                    "--namespace=research",
                    "--cpu=4",
                    "--memory=16Gi",
                    "--gpus=2",
                    "--secret=tunebook",
                    "--volume=trials");

    @Test
    void aJobIsOneOfTheApiOfKubernetes() throws Exception {
        for (List<String> options : List.of(List.<String>of(), EVERY_OPTION)) {
            JsonElement job = json(manifest(options));
            V1Job.validateJsonElement(job);
            assertThat(job.getAsJsonObject().get("apiVersion").getAsString()).isEqualTo("batch/v1");
            assertThat(job.getAsJsonObject().get("kind").getAsString()).isEqualTo("Job");
        }
    }

    @Test
    void theCheckFindsAFieldThatIsInTheWrongPlaceOrMissing() throws Exception {
        String manifest = manifest(EVERY_OPTION);
        for (List<String> change :
                List.of(
                        List.of("  completionMode:", "  completionMod:"),
                        List.of("      restartPolicy:", "      restartpolicy:"),
                        List.of("name: \"agent\"\n", "called: \"agent\"\n"),
                        List.of("secretKeyRef:", "secretRef:"),
                        List.of("  template:", "  pod:"))) {
            assertThat(manifest).contains(change.getFirst());
            JsonElement wrong = json(manifest.replace(change.getFirst(), change.getLast()));
            assertThatThrownBy(() -> V1Job.validateJsonElement(wrong))
                    .as(change.getLast())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void thePodsAreAgentsWithTheTokenOfASecret() throws Exception {
        V1Job job = new Gson().fromJson(json(manifest(EVERY_OPTION)), V1Job.class);
        var pod = job.getSpec().getTemplate().getSpec();
        var agent = pod.getContainers().getFirst();
        assertThat(agent.getArgs())
                .startsWith("agent", "--server", "http://tunebook:7070", "--study", "mnist-s1")
                .endsWith("--", "python3", "train.py", "{args}");
        assertThat(agent.getEnv().getFirst().getValueFrom().getSecretKeyRef().getName())
                .isEqualTo("tunebook");
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(job.getSpec().getParallelism()).isEqualTo(8);
    }

    private static JsonElement json(String yaml) {
        return new Gson().toJsonTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static String manifest(List<String> options) throws Exception {
        assumeThat(isPythonThere()).as("skipped: there is no python3").isTrue();
        Process python =
                new ProcessBuilder(
                                Stream.of(
                                                List.of("python3", CLIENT.toString(), "kubernetes"),
                                                List.of("--image=python:3.12", "--parallelism=8"),
                                                List.of("--study=mnist-s1"),
                                                List.of("--server=http://tunebook:7070"),
                                                options,
                                                List.of("--", "python3", "train.py", "{args}"))
                                        .flatMap(List::stream)
                                        .toList())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String manifest =
                new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).isZero();
        return manifest;
    }

    private static boolean isPythonThere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
