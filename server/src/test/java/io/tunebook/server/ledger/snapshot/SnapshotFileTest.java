package io.tunebook.server.ledger.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.events.Measurements;
import io.tunebook.events.ModelMetric;
import io.tunebook.events.ModelOutput;
import io.tunebook.events.log.Head;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    private static final Head HEAD = new Head(77, new byte[32]);

    @TempDir private Path folder;

    private SnapshotFile file() {
        return new SnapshotFile(folder.resolve("snapshot"));
    }

    /// Trials in every state, curves with steps of all kinds, launches, tracked runs.
    static EventStory story() {
        EventStory story = EventStory.opened().study("a", 9).study("b", 9).joint("c", 4);
        for (int i = 0; i < 5; i++) {
            story.completed("a", i / 9.0, 0.1 + i, 0.5, 0.4, 0.3).infeasible("b", i / 9.0);
        }
        String running = story.begin("a", 0.7);
        story.then(curve(running, LongStream.range(0, 3_000).map(i -> 7 * i + 3).toArray()));
        story.then(curve(running, LongStream.range(0, 1_500).map(i -> 30_000 + i * i).toArray()));
        Stream.of(
                        new Event.LaunchProposed("p-l1", "p", "p-r1", 1, "a-t0", null),
                        new Event.LaunchDecided(
                                "p-l1",
                                Event.Decision.LAUNCH,
                                "better",
                                new Evidence(
                                        1, Configuration.EMPTY, 0.1, null, List.of(), List.of()),
                                Map.of("PB-25", "seen")),
                        new Event.LaunchReverted("p-l1", "slower"),
                        new Event.LaunchProposed("p-l2", "p", "p-r1", 2, "a-t1", null),
                        new Event.NoteAdded("round/p-r1", "A note — ünï ☃"),
                        new Event.NoteAdded("trial/a-t0", "Look at step 400"),
                        new Event.TrialMarked("a-t0", Event.Mark.STAR, true),
                        new Event.TrialMarked("a-t1", Event.Mark.HIDE, true),
                        new Event.TrialMarked("a-t1", Event.Mark.HIDE, false),
                        new Event.TrialTagged("a-t0", List.of("retry", "long run")),
                        new Event.ViewSaved("a", "Below 7%", "filter=value%3C0.07"),
                        new Event.ViewSaved("a", "All", "sort=number"),
                        new Event.ViewRemoved("a", "All"),
                        new Event.ExperimentCreated(
                                "e", "digits", "mlflow", Map.of("z", "1", "a", "2")),
                        new Event.RunCreated("r1", "e", "first", "ada", 1_000, Map.of("b", "x")),
                        new Event.RunCreated("r2", "e", "second", "ada", 2_000, Map.of()),
                        new Event.RunLogged("r1", Map.of("lr", "0.1"), Map.of("k", "v"), List.of()),
                        new Event.RunMeasured(
                                "r1",
                                List.of(
                                        new Measurements(
                                                "loss",
                                                new long[] {5, 1, 5, 9},
                                                new long[] {1, 2, 3, 4},
                                                new double[] {
                                                    0.5, Double.NaN, 0.25, Double.POSITIVE_INFINITY
                                                }))),
                        new Event.RunChanged(
                                "r2", null, Event.RunStatus.FAILED, 3_000L, "killed", true),
                        new Event.ArtifactStored("r1", "model.pkl", 12, "ab"),
                        new Event.ModelCreated(
                                "m-1", "e", "forest", null, "r1", 5, Map.of("a", "1"), Map.of()),
                        new Event.ModelChanged("m-1", Event.ModelStatus.READY, null),
                        new Event.ModelMeasured(
                                "m-1",
                                "r1",
                                List.of(new ModelMetric("loss", Double.NaN, 1, 2, "d", null))),
                        new Event.ModelFileStored("m-1", "MLmodel", 12, "ab"),
                        new Event.RunModelsLogged(
                                "r1", List.of(new ModelOutput("m-1", 3)), List.of("m-2")))
                .forEach(story::then);
        return story;
    }

    private static Event curve(String trial, long[] steps) {
        float[] values = new float[steps.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 97 == 5 ? Float.NaN : i % 101 == 7 ? Float.POSITIVE_INFINITY : i;
        }
        return new Event.CurveMeasured(
                trial, new Curve(steps, List.of("validation/loss"), new float[][] {values}));
    }

    private Snapshot stored(Snapshot snapshot) throws IOException {
        file().write(new SnapshotFile.StoredSnapshot(HEAD, snapshot));
        SnapshotFile.StoredSnapshot stored = file().read();
        assertThat(stored).isNotNull();
        assertThat(stored.head()).isEqualTo(HEAD);
        return stored.snapshot();
    }

    @Test
    void readEventsEqualAppendedEvents() throws IOException {
        Snapshot snapshot = story().snapshot();
        Snapshot stored = stored(snapshot);
        assertThat(stored).isEqualTo(snapshot);
        assertThat(stored.curves()).isEqualTo(snapshot.curves());
        assertThat(stored.curves().buckets("a-t5", "validation/loss", 9, 0, Long.MAX_VALUE))
                .isEqualTo(
                        snapshot.curves().buckets("a-t5", "validation/loss", 9, 0, Long.MAX_VALUE));
        assertThat(stored.book().tracked().run("r1").params().getClass())
                .isEqualTo(snapshot.book().tracked().run("r1").params().getClass());
        assertThat(stored(Snapshot.EMPTY)).isEqualTo(Snapshot.EMPTY);
    }

    @Test
    void foldingFromAReadSnapshotEqualsFoldingFromTheWrittenOne() throws IOException {
        EventStory story = story();
        Snapshot before = stored(story.snapshot());
        int known = story.events().size();
        story.then(curve("a-t5", new long[] {4_000_000, 4_000_001}));
        story.completed("b", 0.9, 0.01, 0.5, 0.4);
        Snapshot after = before.fold(story.events().subList(known, story.events().size()));
        assertThat(after).isEqualTo(story.snapshot());
        assertThat(before).as("the previous snapshot stays").isEqualTo(stored(before));
    }

    @Test
    void anOlderVersionOfACurveIsWrittenWithoutLaterMeasurements() throws IOException {
        EventStory story = story();
        Snapshot then = story.snapshot();
        story.then(curve("a-t5", new long[] {4_000_000, 4_000_001}));
        assertThat(stored(then)).isEqualTo(then).isNotEqualTo(story.snapshot());
    }

    @Test
    void aDamagedFileIsNotUsed() throws IOException {
        file().write(new SnapshotFile.StoredSnapshot(HEAD, story().snapshot()));
        Path path = folder.resolve("snapshot");
        byte[] good = Files.readAllBytes(path);
        long seed = 20261124;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            if (i % 3 == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            } else {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(path, bad);
            assertThat(file().read()).as("seed %d, damage %d", seed, i).isNull();
        }
    }

    @Test
    void aSnapshotOfAnotherBuildIsNotUsed() throws IOException {
        Path path = folder.resolve("snapshot");
        SnapshotFile other = new SnapshotFile(path, new byte[32]);
        other.write(new SnapshotFile.StoredSnapshot(HEAD, story().snapshot()));
        assertThat(other.read()).isNotNull();
        assertThat(file().read()).isNull();
    }

    @Test
    void aFailedWriteLeavesThePreviousSnapshot() throws IOException {
        Snapshot first = story().snapshot();
        file().write(new SnapshotFile.StoredSnapshot(HEAD, first));
        Thread.currentThread().interrupt();
        assertThatThrownBy(
                        () -> file().write(new SnapshotFile.StoredSnapshot(HEAD, Snapshot.EMPTY)))
                .isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file().read().snapshot()).isEqualTo(first);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private record Unsupported(Map<String, List<Thread>> values) {}

    @Test
    void aRecordWithAnUnsupportedTypeIsRejectedBeforeWriting() {
        assertThatThrownBy(() -> new RecordTypes(Unsupported.class)).hasMessageContaining("Thread");
    }
}
