package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.server.api.http.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.ExperimentTag;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.MlflowHttpException;

/// MLflow's Java mlflow with all its tracking methods, on a real server and log.
class MlflowClientTest extends TestServer {
    private MlflowClient mlflow;

    @BeforeEach
    void open() throws IOException {
        mlflow = new MlflowClient(server.url());
    }

    @AfterEach
    void close() {
        mlflow.close();
    }

    private static Metric metric(String key, double value, long time, long step) {
        return Metric.newBuilder()
                .setKey(key)
                .setValue(value)
                .setTimestamp(time)
                .setStep(step)
                .build();
    }

    private static Param param(String key, String value) {
        return Param.newBuilder().setKey(key).setValue(value).build();
    }

    private static RunTag tag(String key, String value) {
        return RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    private String run(String experiment, long start, double loss, String model) {
        String run =
                mlflow.createRun(
                                CreateRun.newBuilder()
                                        .setExperimentId(experiment)
                                        .setStartTime(start)
                                        .build())
                        .getRunId();
        mlflow.logMetric(run, "loss", loss, start, 1);
        mlflow.logParam(run, "model", model);
        return run;
    }

    private List<String> found(String experiment, String filter, ViewType view) {
        return mlflow.searchRuns(List.of(experiment), filter, view, 100).getItems().stream()
                .map(r -> r.getInfo().getRunId())
                .toList();
    }

    private void refused(int status, String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        MlflowHttpException.class,
                        e -> {
                            assertThat(e.getStatusCode()).isEqualTo(status);
                            assertThat(e.getBodyMessage())
                                    .contains("\"error_code\":\"" + code + "\"")
                                    .contains("\"message\":\"");
                        });
    }

    @Test
    void anExperimentIsCreatedFoundRenamedTaggedDeletedAndRestored() {
        String id =
                mlflow.createExperiment(
                        CreateExperiment.newBuilder()
                                .setName("digits")
                                .addTags(ExperimentTag.newBuilder().setKey("a").setValue("1"))
                                .build());
        mlflow.setExperimentTag(id, "team", "vision");
        Experiment found = mlflow.getExperimentByName("digits").orElseThrow();
        assertThat(found.getExperimentId()).isEqualTo(id);
        assertThat(found.getLifecycleStage()).isEqualTo("active");
        assertThat(found.getCreationTime()).isPositive();
        assertThat(found.getTagsList()).hasSize(2);
        mlflow.renameExperiment(id, "mnist");
        assertThat(mlflow.getExperimentByName("digits")).isEmpty();
        assertThat(mlflow.getExperiment(id).getName()).isEqualTo("mnist");
        mlflow.deleteExperiment(id);
        assertThat(mlflow.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        refused(400, "INVALID_PARAMETER_VALUE", () -> mlflow.createRun(id));
        refused(400, "RESOURCE_ALREADY_EXISTS", () -> mlflow.createExperiment("mnist"));
        mlflow.restoreExperiment(id);
        assertThat(mlflow.getExperiment(id).getLifecycleStage()).isEqualTo("active");
        refused(404, "RESOURCE_DOES_NOT_EXIST", () -> mlflow.getExperiment("12345"));
    }

    @Test
    void theDefaultExperimentExistsBeforeItIsUsed() {
        assertThat(mlflow.getExperiment("0").getName()).isEqualTo("Default");
        assertThat(mlflow.searchExperiments().getItems()).hasSize(1);
        RunInfo run = mlflow.createRun();
        assertThat(run.getExperimentId()).isEqualTo("0");
        assertThat(mlflow.searchExperiments().getItems()).hasSize(1);
        assertThat(mlflow.createExperiment("next")).isEqualTo("1");
        assertThat(mlflow.getExperimentByName("Default").orElseThrow().getExperimentId())
                .isEqualTo("0");
    }

    @Test
    void experimentsAreSearchedInPages() {
        for (int i = 0; i < 5; i++) {
            mlflow.createExperiment("net " + i);
        }
        var page =
                mlflow.searchExperiments(
                        "name LIKE 'net%'", ViewType.ACTIVE_ONLY, 3, List.of("name ASC"));
        List<String> names = new ArrayList<>();
        page.getItems().forEach(e -> names.add(e.getName()));
        assertThat(page.hasNextPage()).isTrue();
        mlflow.createExperiment("net 00");
        page.getNextPage().getItems().forEach(e -> names.add(e.getName()));
        assertThat(names).containsExactly("net 0", "net 1", "net 2", "net 3", "net 4");
    }

    @Test
    void loggedDataIsReadBackUnchanged() {
        String id = mlflow.createExperiment("e");
        String run = mlflow.createRun(id).getRunId();
        mlflow.logParam(run, "lr", "0.1");
        mlflow.logMetric(run, "loss", 0.5, 1_700_000_000_000L, 3);
        mlflow.logMetric(run, "loss", Double.NaN, 1_700_000_000_001L, 4);
        mlflow.logMetric(run, "loss", Double.NEGATIVE_INFINITY, 1_700_000_000_002L, 5);
        mlflow.logMetric(run, "loss", 0.25, 1_700_000_000_003L, 2);
        mlflow.setTag(run, "note", "first");
        mlflow.setTag(run, "note", "second");
        mlflow.setTag(run, "gone", "x");
        mlflow.deleteTag(run, "gone");
        mlflow.setTerminated(run, RunStatus.FINISHED, 1_700_000_100_000L);
        Run read = mlflow.getRun(run);
        assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(read.getInfo().getEndTime()).isEqualTo(1_700_000_100_000L);
        assertThat(read.getInfo().getArtifactUri()).endsWith(run + "/artifacts");
        assertThat(read.getData().getParamsList()).containsExactly(param("lr", "0.1"));
        assertThat(read.getData().getTagsList()).contains(tag("note", "second"));
        assertThat(read.getData().getTagsList()).noneMatch(t -> t.getKey().equals("gone"));
        assertThat(read.getData().getMetrics(0).getValue()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(mlflow.getMetricHistory(run, "loss"))
                .containsExactly(
                        metric("loss", 0.5, 1_700_000_000_000L, 3),
                        metric("loss", Double.NaN, 1_700_000_000_001L, 4),
                        metric("loss", Double.NEGATIVE_INFINITY, 1_700_000_000_002L, 5),
                        metric("loss", 0.25, 1_700_000_000_003L, 2));
        refused(404, "RESOURCE_DOES_NOT_EXIST", () -> mlflow.deleteTag(run, "gone"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", () -> mlflow.getRun("nowhere"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", () -> mlflow.logParam("nowhere", "a", "b"));
    }

    @Test
    void aParamCanBeLoggedAgainButNotChanged() {
        String run = mlflow.createRun().getRunId();
        mlflow.logParam(run, "lr", "0.1");
        mlflow.logParam(run, "lr", "0.1");
        refused(400, "INVALID_PARAMETER_VALUE", () -> mlflow.logParam(run, "lr", "0.2"));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                () ->
                        mlflow.logBatch(
                                run,
                                List.of(metric("loss", 1, 1, 1)),
                                List.of(param("lr", "0.3")),
                                List.of(tag("t", "1"))));
        Run read = mlflow.getRun(run);
        assertThat(read.getData().getParams(0).getValue()).isEqualTo("0.1");
        assertThat(read.getData().getMetricsList()).isEmpty();
    }

    @Test
    void aBatchOfAThousandIsOneRequestAndARetryOfItAddsNothing() {
        String run = mlflow.createRun().getRunId();
        List<Metric> metrics =
                IntStream.range(0, 890)
                        .mapToObj(i -> metric("loss", 1.0 / (i + 1), 5_000L + i, i))
                        .toList();
        List<Param> params = IntStream.range(0, 100).mapToObj(i -> param("p" + i, "" + i)).toList();
        List<RunTag> tags = IntStream.range(0, 10).mapToObj(i -> tag("t" + i, "x")).toList();
        mlflow.logBatch(run, metrics, params, tags);
        long head = log.head().position();
        mlflow.logBatch(run, metrics, params, tags);
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(mlflow.getMetricHistory(run, "loss")).isEqualTo(metrics);
        assertThat(mlflow.getRun(run).getData().getParamsList()).hasSize(100);
        List<Metric> tooMany = new ArrayList<>(metrics);
        tooMany.addAll(metrics.subList(0, 111));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                () -> mlflow.logBatch(run, tooMany, List.of(), List.of()));
        refused(
                400,
                "INVALID_PARAMETER_VALUE",
                () -> mlflow.logParam(run, "long", "x".repeat(6_001)));
        refused(400, "INVALID_PARAMETER_VALUE", () -> mlflow.logMetric(run, "k".repeat(251), 1.0));
    }

    @Test
    void aDeletedRunRefusesLoggingUntilItIsRestored() {
        String run = mlflow.createRun().getRunId();
        mlflow.deleteRun(run);
        assertThat(mlflow.getRun(run).getInfo().getLifecycleStage()).isEqualTo("deleted");
        refused(400, "INVALID_PARAMETER_VALUE", () -> mlflow.logMetric(run, "loss", 1.0));
        assertThat(found("0", "", ViewType.DELETED_ONLY)).hasSize(1);
        assertThat(found("0", "", ViewType.ACTIVE_ONLY)).isEmpty();
        mlflow.restoreRun(run);
        mlflow.logMetric(run, "loss", 1.0);
        assertThat(found("0", "", ViewType.ALL)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metrics.loss < 0.35 | 1 2 3",
                "metrics.loss >= 0.3 AND metrics.loss != 0.4 | 3 5",
                "params.model = 'tree' | 1 3 5",
                "params.\"model\" != 'tree' | 2 4",
                "parameters.model LIKE 'tr%' and metric.loss > 1e-1 | 3 5",
                "param.`model` ILIKE 'TREE' | 1 3 5",
                "attributes.start_time > 3000 | 4 5",
                "attribute.status = 'RUNNING' and start_time <= 1000 | 1",
                "tags.none = 'x' | ''",
                "params.other != 'x' | ''",
                "params.other IS NULL and metrics.loss = 0.1 | 1",
            })
    void runsAreFoundByTheirLoggedData(String filter, String expected) {
        String id = mlflow.createExperiment("e");
        List<String> runs = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            runs.add(run(id, 1_000L * i, i / 10.0, i % 2 == 1 ? "tree" : "net"));
        }
        List<String> found =
                found(id, filter, ViewType.ACTIVE_ONLY).stream()
                        .map(r -> "" + (1 + runs.indexOf(r)))
                        .sorted()
                        .toList();
        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    @Test
    void runsAreOrderedWithMissingValuesLastAndPagedAsOfOnePosition() {
        String id = mlflow.createExperiment("e");
        String c = run(id, 3_000, 0.3, "x");
        String a = run(id, 1_000, 0.1, "x");
        String nan = run(id, 5_000, Double.NaN, "x");
        String b = run(id, 2_000, 0.1, "x");
        String none = mlflow.createRun(id).getRunId();
        var page =
                mlflow.searchRuns(
                        List.of(id), "", ViewType.ACTIVE_ONLY, 2, List.of("metrics.loss ASC"));
        run(id, 9_000, 0.01, "x");
        List<String> order = new ArrayList<>();
        page.getItems().forEach(r -> order.add(r.getInfo().getRunId()));
        while (page.hasNextPage()) {
            page = (org.mlflow.tracking.RunsPage) page.getNextPage();
            page.getItems().forEach(r -> order.add(r.getInfo().getRunId()));
        }
        assertThat(order).containsExactly(b, a, c, nan, none);
    }

    @Test
    void anInvalidFilterIsReportedWithThePlace() {
        for (String filter :
                List.of(
                        "metrics.loss <",
                        "loss > 3",
                        "metrics.loss = 'a'",
                        "params.x = 3",
                        "a b")) {
            refused(400, "INVALID_PARAMETER_VALUE", () -> found("0", filter, ViewType.ACTIVE_ONLY));
        }
    }

    @Test
    void theFluentContextNestsRunsAndEndsThem() {
        MlflowContext context = new MlflowContext(mlflow);
        context.setExperimentId(mlflow.createExperiment("fluent"));
        ActiveRun parent = context.startRun("parent");
        ActiveRun child = context.startRun("child", parent.getId());
        child.logParams(java.util.Map.of("a", "1", "b", "2"));
        child.logMetrics(java.util.Map.of("x", 1.0, "y", 2.0), 7);
        child.setTags(java.util.Map.of("k", "v"));
        child.endRun();
        parent.endRun(RunStatus.FAILED);
        Run read = mlflow.getRun(child.getId());
        assertThat(read.getData().getTagsList())
                .contains(
                        tag("mlflow.parentRunId", parent.getId()),
                        tag("mlflow.source.type", "LOCAL"));
        assertThat(read.getInfo().getRunName()).isEqualTo("child");
        assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(mlflow.getRun(parent.getId()).getInfo().getStatus()).isEqualTo(RunStatus.FAILED);
        assertThat(read.getData().getMetricsList()).allMatch(m -> m.getStep() == 7);
    }

    @Test
    void unknownIdsAreAnsweredInMlflowsShape() {
        refused(501, "NOT_IMPLEMENTED", () -> mlflow.getRegisteredModel("m"));
        refused(404, "ENDPOINT_NOT_FOUND", () -> mlflow.sendGet("nothing/of-this-name"));
        String run = mlflow.createRun().getRunId();
        assertThat(mlflow.sendGet("artifacts/list?run_id=" + run)).contains("\"files\":[]");
    }

    @Test
    void historiesOfSeveralRunsAreSampledBetweenTwoSteps() {
        String run = mlflow.createRun().getRunId();
        mlflow.logBatch(
                run,
                IntStream.range(0, 100).mapToObj(i -> metric("loss", i, i, i)).toList(),
                List.of(),
                List.of());
        String answer =
                mlflow.sendGet(
                        "metrics/get-history-bulk-interval?run_ids=%s&metric_key=loss&start_step=10&end_step=90&max_results=5"
                                .formatted(run));
        assertThat(answer)
                .contains("\"step\":10,", "\"step\":27,", "\"step\":90,", run)
                .doesNotContain("\"step\":11,");
    }
}
