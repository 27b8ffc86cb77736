package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansTest {
    private static final Dataset DIGITS = new StudyData.Generated(50, 1).load();

    private static TrainingPlan plan(String... settings) {
        Map<String, Value> values = new HashMap<>();
        values.put("learning_rate", new Value.Real(0.1));
        values.put("steps", new Value.Int(100));
        for (String setting : settings) {
            String[] both = setting.split("=", 2);
            values.put(both[0], value(both[1]));
        }
        return Plans.of(new Configuration(values), DIGITS, 1);
    }

    private static Value value(String text) {
        if (text.matches("-?[0-9]+")) {
            return new Value.Int(Long.parseLong(text));
        }
        return text.matches("[0-9.]+")
                ? new Value.Real(Double.parseDouble(text))
                : new Value.Text(text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "normalisation=batch",
                "dropout=0.2",
                "label_smoothing=0.1",
                "l2=0.001",
                "weight_decay=0.001",
                "clip_norm=1.5",
                "schedule=step",
                "schedule=linear",
                "schedule=cosine",
                "warmup_steps=10",
                "eval_every=7",
                "eval_batch=300",
                "checkpoints=3",
                "activation=gelu",
                "activation=tanh",
                "loss=mean_squared_error",
                "conv_layers=2",
                "hidden_layers=1",
                "width=32",
                "batch_size=128",
                "optimizer=sgd",
                "optimizer=momentum",
                "optimizer=rmsprop",
                "optimizer=adam",
                "optimizer=adamw",
                "optimizer=nadam"
            })
    void everyHyperparameterChangesThePlan(String setting) {
        assertThat(plan(setting)).isNotEqualTo(plan());
    }

    @ParameterizedTest(name = "{0}: {1} with {2}")
    @CsvSource({
        "schedule=linear, decay_steps=20, final_factor=0.1",
        "schedule=cosine, final_factor=0.1, warmup_steps=5",
        "schedule=step, decay_every=20, decay_factor=0.5",
        "normalisation=batch, norm_batch=16, norm_momentum=0.99",
        "conv_layers=1, kernel=5, pooling=average"
    })
    void hyperparametersOfAChoiceChangeThePlanToo(String choice, String one, String other) {
        assertThat(plan(choice, one)).isNotEqualTo(plan(choice));
        assertThat(plan(choice, other)).isNotEqualTo(plan(choice));
    }

    @Test
    void aHyperparameterWithoutEffectIsRejected() {
        assertThatThrownBy(() -> plan("momentun=1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("momentun")
                .hasMessageContaining("momentum");
    }
}
