package io.tunebook.server.exchange.mlflow;

import io.tunebook.events.DatasetInput;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.Run;
import java.util.Map;

/// The sizes of search results in JSON, in hundreds of bytes.
public final class ResultWeight {
    private static final int UNIT = 100;

    private ResultWeight() {}

    public static long of(Run run) {
        long weight = run.metrics().size() + texts(run.params()) + texts(run.tags());
        for (DatasetInput d : run.inputs()) {
            long length = (long) d.source().length() + d.schema().length() + d.profile().length();
            weight += 1 + length / UNIT + texts(d.tags());
        }
        return weight;
    }

    public static long of(LoggedModel model) {
        return model.metrics().size() + texts(model.params()) + texts(model.tags());
    }

    public static long of(Experiment experiment) {
        return texts(experiment.tags());
    }

    private static long texts(Map<String, String> texts) {
        long weight = 0;
        for (String text : texts.values()) {
            weight += 1 + text.length() / UNIT;
        }
        return weight;
    }
}
