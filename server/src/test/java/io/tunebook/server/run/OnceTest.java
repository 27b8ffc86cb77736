package io.tunebook.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Curve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A training that begins anew measures its first steps once more.
class OnceTest {
    private static Curve curve(String metric, long... steps) {
        float[] values = new float[steps.length];
        for (int i = 0; i < steps.length; i++) {
            values[i] = steps[i] / 2f;
        }
        return new Curve(steps, List.of(metric), new float[][] {values});
    }

    @Test
    void noStepIsHandedOnTwiceAndNoneIsLeftOut() {
        List<Curve> handed = new ArrayList<>();
        Once once = new Once(handed::add);
        once.accept(curve("loss", 1, 2, 3));
        once.accept(curve("error", 2));
        once.accept(curve("loss", 1, 2));
        once.accept(curve("loss", 2, 3, 4, 5));
        once.accept(curve("error", 2, 4));
        once.accept(curve("loss"));
        once.accept(curve("loss", 6));
        assertThat(handed)
                .containsExactly(
                        curve("loss", 1, 2, 3),
                        curve("error", 2),
                        curve("loss", 4, 5),
                        curve("error", 4),
                        curve("loss", 6));
    }
}
