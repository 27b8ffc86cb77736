package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the fold allocates for an event does not depend on the number of those before it, whatever
/// a client chooses. A copy for each event would allocate four times as much for each of four times
/// as many.
class GrowthTest {
    private static final int FEW = 500;
    private static final int MANY = 4 * FEW;

    enum Chosen {
        METRIC_NAMES(n -> run(each(4 * n, i -> measured("m" + i, i)))),
        METRIC_NAMES_WITH_ONE_HASH(n -> run(each(n, i -> measured(colliding(i), i)))),
        METRIC_NAMES_OF_A_FINISHED_RUN(n -> finished(each(n, i -> measured("m" + i, i)))),
        STEPS_BACKWARDS(n -> run(each(8 * n, i -> measured("m", 8 * n - i)))),
        STEPS_INTERLEAVED(n -> run(each(8 * n, i -> measured("m", Integer.reverse(i))))),
        PARAMS(n -> run(each(n, i -> logged(Map.of("p" + i, "1"))))),
        EXPERIMENT_NAMES_WITH_ONE_HASH(n -> each(n, i -> experiment("e" + i, colliding(i)))),
        VALUES_OF_A_PARAM(GrowthTest::values);

        @SuppressWarnings("ImmutableEnumChecker")
        private final IntFunction<List<Event>> events;

        Chosen(IntFunction<List<Event>> events) {
            this.events = events;
        }
    }

    private static List<Event> each(int n, IntFunction<Event> event) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            events.add(event.apply(i));
        }
        return events;
    }

    /// Texts of one hash code, as `Aa` and `BB` have it.
    private static String colliding(int i) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static Event experiment(String id, String name) {
        return new Event.ExperimentCreated(id, name, "mlflow", Map.of());
    }

    private static Event measured(String metric, long step) {
        return new Event.RunMeasured(
                "r", List.of(Measurements.untimed(metric, new long[] {step}, new double[] {0.5})));
    }

    private static Event logged(Map<String, String> params) {
        return new Event.RunLogged("r", params, Map.of(), List.of());
    }

    private static Event created(String run) {
        return new Event.RunCreated(run, "e", run, null, null, "ada", 0, Map.of());
    }

    private static List<Event> run(List<Event> more) {
        List<Event> events = new ArrayList<>(List.of(experiment("e", "e"), created("r")));
        events.addAll(more);
        return events;
    }

    private static List<Event> described(Domain domain) {
        SearchSpace space = new SearchSpace(List.of(Parameter.always("p", domain)));
        return new ArrayList<>(
                List.of(
                        new Event.ProjectCreated(
                                "a", "A", new Objective("m0", Objective.Direction.MINIMIZE)),
                        new Event.RoundOpened(
                                "a-r1",
                                "a",
                                1,
                                new Goal(Goal.Kind.IMPROVEMENT, Goal.Phase.EXPLORATION, "Which?")),
                        new Event.StudyCreated(
                                "a-r1-s1",
                                "a-r1",
                                "S",
                                Configuration.EMPTY,
                                space,
                                new Algorithm(Algorithm.Kind.TRACKED, 1),
                                1,
                                Trainer.TRACKED,
                                new Reproduction("test", "1", "made", "0"),
                                1),
                        experiment("e", "e"),
                        new Event.ExperimentDescribed("e", "a-r1-s1", space)));
    }

    private static List<Event> finished(List<Event> measured) {
        List<Event> events = described(new Domain.Linear(0, 1));
        events.add(created("r"));
        events.add(measured("m0", 0));
        events.add(
                new Event.RunChanged("r", null, Map.of(), Event.RunStatus.FINISHED, 5L, "", null));
        events.addAll(measured);
        return events;
    }

    private static List<Event> values(int n) {
        List<Event> events =
                described(
                        new Domain.Categorical(List.of(new Value.Text("a"), new Value.Text("b"))));
        for (int i = 0; i < 3 * n; i++) {
            String run = "r" + i;
            events.add(created(run));
            events.add(new Event.RunLogged(run, Map.of("p", "v" + i), Map.of(), List.of()));
        }
        return events;
    }

    private static double allocatedForEach(List<Event> events) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Snapshot snapshot = Snapshot.EMPTY;
        for (Event event : events) {
            Stamp stamp = new Stamp(snapshot.position() + 1, Instant.EPOCH, "ada");
            snapshot = snapshot.fold(event, stamp);
        }
        assertThat(snapshot.position()).isEqualTo(events.size());
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / events.size();
    }

    @ParameterizedTest
    @EnumSource
    void anEventAllocatesNoMoreAfterFourTimesAsMany(Chosen chosen) {
        double few = allocatedForEach(chosen.events.apply(FEW));
        double many = allocatedForEach(chosen.events.apply(MANY));
        assertThat(many / few).as("%.0f bytes an event, then %.0f", few, many).isLessThan(2);
    }
}
