package io.tunebook.server.exchange.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Filters as people write them, against one run.
class FilterTest {
    private static final Map<String, Object> RUN = new HashMap<>();

    static {
        RUN.putAll(
                Map.of(
                        "METRIC loss", 0.5,
                        "METRIC val/loss", 0.4,
                        "METRIC val acc", 0.9,
                        "PARAM lr", "0.1",
                        "PARAM my param", "a b",
                        "PARAM opt", "adam",
                        "PARAM note", "it's",
                        "PARAM under", "a_b",
                        "PARAM path", "C:\\data\\x"));
        RUN.putAll(
                Map.of(
                        "PARAM expr", "x >= 1",
                        "PARAM 名", "値",
                        "PARAM a-b.c", "1",
                        "PARAM empty", "",
                        "TAG quote", "say \"hi\"",
                        "TAG cmd", "a AND b OR c",
                        "TAG multi", "one\ntwo",
                        "TAG two", "it''s",
                        "ATTRIBUTE run_name", "plain",
                        "DATASET context", List.of("train", "test")));
        RUN.put("ATTRIBUTE start_time", 1_714_557_600_000L);
    }

    private static boolean holds(String filter) {
        return Filter.ofRuns(filter).holds(key -> RUN.get(key.kind() + " " + key.name()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "   ",
                "metrics.loss<=.5",
                "metrics.loss >= 5e-1 and metrics.loss < 1E0",
                "metrics.`val/loss` <= 0.4",
                "metrics.\"val/loss\" > -1e-3",
                "metrics.val/loss > 0",
                "metrics.`val acc` > 0.8",
                "params.\"my param\" = \"a b\"",
                "parameters.lr='0.1'",
                "params.a-b.c = '1'",
                "params.名 = '値'",
                "params.empty = ''",
                "params.note = \"it's\"",
                "params.note = 'it''s'",
                "tags.two = \"it''s\"",
                "tags.quote = 'say \"hi\"'",
                "tags.cmd = 'a AND b OR c'",
                "tags.multi = 'one\ntwo'",
                "params.expr = 'x >= 1'",
                "params.path LIKE 'C:\\data%'",
                "params.path LIKE '%\\x'",
                "params.under LIKE 'a_b'",
                "params.opt ILIKE 'aDaM'",
                "params.opt IN ('sgd', 'adam')",
                "attributes.`run name` = 'plain'",
                "attribute.run_name != 'x' AND start_time > 0",
                "params.nowhere IS NULL",
                "tags.cmd IS NOT NULL",
                "dataset.context = 'test'",
            })
    void aFilterFindsTheRun(String filter) {
        assertThat(holds(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params.under LIKE 'A_B'",
                "params.note = \"x' OR '1'='1\"",
                "params.nowhere = 'x'",
                "params.opt NOT IN ('adam')",
                "metrics.nowhere < 1",
                "start_time < 1000",
                "dataset.context = 'eval'",
            })
    void aFilterDoesNotFindTheRun(String filter) {
        assertThat(holds(filter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics.loss < 1 OR metrics.loss > 2",
                "metrics.loss = 'abc'",
                "params.lr = 0.1",
                "params.lr > '0.05'",
                "bogus.x = 1",
                "metrics.loss <",
                "metrics.loss < 1 AND",
                "AND metrics.loss < 1",
                "(metrics.loss < 1",
                "params.note = 'open",
                "metrics.loss LIKE '0%'",
                "params.lr IN '0.1'",
                "hello",
                "attributes.start_time = 'yesterday'",
                "dataset.size = 'x'",
                "; DROP TABLE runs",
            })
    void aFilterThatIsNotUnderstoodIsRefusedWithWords(String filter) {
        assertThatThrownBy(() -> holds(filter))
                .isInstanceOf(MlflowError.class)
                .message()
                .hasSizeGreaterThan(10);
    }
}
