package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Curve;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The curves of a training, sent beside it.
class CurveSenderTest {
    private static Curve curve(String metric, long... steps) {
        double[] values = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            values[i] = steps[i] / 10.0;
        }
        return new Curve(steps, List.of(metric), new double[][] {values});
    }

    @Test
    void whatComesDuringARequestIsOneCurveOfEachMetricInTheNext() throws Exception {
        List<Curve> sent = new CopyOnWriteArrayList<>();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (CurveSender sender =
                new CurveSender(
                        "t",
                        curve -> {
                            sent.add(curve);
                            asked.countDown();
                            await(answered);
                        })) {
            sender.send(curve("loss", 1, 2));
            asked.await();
            sender.send(curve("loss", 3));
            sender.send(curve("error", 3));
            sender.send(curve("loss", 4, 5));
            answered.countDown();
            sender.flush();
        }
        assertThat(sent)
                .containsExactly(curve("loss", 1, 2), curve("loss", 3, 4, 5), curve("error", 3));
    }

    @Test
    void aTrainingLearnsThatItsTrialIsLost() {
        try (CurveSender sender =
                new CurveSender(
                        "t",
                        _ -> {
                            throw new AgentServer.LostTrialException("lost");
                        })) {
            sender.send(curve("loss", 1));
            assertThatThrownBy(sender::flush).isInstanceOf(AgentServer.LostTrialException.class);
            assertThatThrownBy(() -> sender.send(curve("loss", 2)))
                    .isInstanceOf(AgentServer.LostTrialException.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
