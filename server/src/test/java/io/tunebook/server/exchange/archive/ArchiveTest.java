package io.tunebook.server.exchange.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.exports.Exported;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final byte[] MODEL = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;
    private Tunebook from;
    private Tunebook to;

    /// A log with its ledger and its artifacts.
    private record Tunebook(EventLog log, Ledger ledger, Artifacts artifacts)
            implements AutoCloseable {
        static Tunebook in(Path folder) {
            EventLog log = SqliteEventLog.open(folder);
            return new Tunebook(log, new Ledger(log, Clock.systemUTC()), new Artifacts(folder));
        }

        Head head() {
            return log.head();
        }

        void note(String round, String text) {
            ledger.perform(new Command.AddNote(round, text), "ada");
        }

        @Override
        public void close() {
            ledger.close();
            log.close();
        }
    }

    @BeforeEach
    void twoTunebooksWithDifferentProjects() throws IOException {
        from = Tunebook.in(folder.resolve("from"));
        Exported.into(from.ledger());
        var run = from.ledger().now().book().tracked().runs().values().iterator().next();
        var stored =
                Objects.requireNonNull(from.artifacts().store(new ByteArrayInputStream(MODEL)));
        new Tracking(from.ledger())
                .storeArtifact(run.id(), "model.bin", stored.bytes(), stored.digest(), "ada");
        to = Tunebook.in(folder.resolve("to"));
        Demo.open(
                to.ledger(),
                new StudyData.Generated(50, 1).reproduction("c", "v"),
                "another",
                "eve");
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    private Path export(Tunebook tunebook, String project) throws IOException {
        Path file = Files.createTempFile(folder, "project", ".zip");
        var book = tunebook.ledger().now().book();
        try (OutputStream out = Files.newOutputStream(file)) {
            ArchiveExport.write(
                    tunebook.log(),
                    book,
                    Objects.requireNonNull(book.project(project)),
                    tunebook.artifacts(),
                    out);
        }
        return file;
    }

    private static ArchiveImport.Imported take(Path file, Tunebook tunebook) throws IOException {
        return ArchiveImport.run(
                file, tunebook.ledger(), tunebook.artifacts(), "eve", (what, done, all) -> {});
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry e : Collections.list(zip.entries())) {
                all.put(e.getName(), zip.getInputStream(e).readAllBytes());
            }
        }
        return all;
    }

    private Path zipped(Map<String, byte[]> entries) throws IOException {
        Path file = Files.createTempFile(folder, "made", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey()));
                zip.write(e.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private void refused(Path file, String message) {
        Head before = to.head();
        assertThatThrownBy(() -> take(file, to))
                .isInstanceOf(InvalidExportException.class)
                .hasMessageContaining(message);
        assertThat(to.head()).isEqualTo(before);
        assertThat(to.ledger().now().book().projects()).doesNotContainKeys("mine", "demo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine", "demo"})
    void aProjectHasTheSameEventsAndHashesInAnotherTunebook(String project) throws IOException {
        Path file = export(from, project);
        ArchiveImport.Imported taken = take(file, to);
        assertThat(taken.fresh()).isEqualTo(taken.head().position()).isPositive();
        assertThat(taken.missing()).isZero();
        Map<String, byte[]> before = entries(file);
        Map<String, byte[]> after = entries(export(to, project));
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.get(Archive.LOG)).isEqualTo(before.get(Archive.LOG));
        assertThat(to.log().verify()).isInstanceOf(Verification.Intact.class);
        var book = to.ledger().now().book();
        var original = from.ledger().now().book();
        assertThat(book.projects().keySet()).containsExactlyInAnyOrder("another", project);
        assertThat(book.trials().values().stream().map(t -> t.configuration()).toList())
                .isEqualTo(
                        original.trials().values().stream()
                                .filter(t -> book.trial(t.id()) != null)
                                .map(t -> t.configuration())
                                .toList());
        var source = to.log().at(to.head().position()).orElseThrow();
        assertThat(source.type()).isEqualTo("source-imported");
        assertThat(new String(source.payload(), StandardCharsets.UTF_8))
                .contains(source.stream().substring("source/".length()), "the project '" + project);
    }

    @Test
    void anEmptyTunebookHasThePositionsAndHashesOfTheArchive() throws IOException {
        Path file = export(from, "mine");
        try (Tunebook empty = Tunebook.in(folder.resolve("empty"))) {
            Head head = take(file, empty).head();
            assertThat(empty.log().at(head.position()).orElseThrow().head()).isEqualTo(head);
        }
    }

    @Test
    void artifactsAreImported() throws IOException {
        take(export(from, "mine"), to);
        Event.ArtifactStored artifact =
                to.ledger().now().book().tracked().runs().values().stream()
                        .flatMap(r -> r.artifacts().values().stream())
                        .findFirst()
                        .orElseThrow();
        try (var in = to.artifacts().open(artifact.digest())) {
            assertThat(in.readAllBytes()).isEqualTo(MODEL);
        }
    }

    @Test
    void aRepeatedImportAddsOnlyNewEvents() throws IOException {
        Path file = export(from, "mine");
        take(file, to);
        Head before = to.head();
        assertThat(take(file, to).fresh()).isZero();
        assertThat(to.head()).isEqualTo(before);
        from.note("mine-r1", "we continue");
        assertThat(take(export(from, "mine"), to).fresh()).isEqualTo(1);
        assertThat(take(file, to).fresh()).as("an older one").isZero();
    }

    @Test
    void anImportKilledAnywhereResumesWhenItIsRepeated() throws IOException {
        Path file = export(from, "mine");
        byte[] log = entries(file).get(Archive.LOG);
        long events = new String(log, StandardCharsets.UTF_8).lines().count() - 2;
        for (long killed = 0; killed <= events; killed += 3) {
            long most = killed;
            try (Tunebook other = Tunebook.in(folder.resolve("killed" + killed))) {
                LogReader.read(
                        new ByteArrayInputStream(log),
                        e -> {
                            if (e.position() <= most) {
                                other.log()
                                        .append(
                                                e.stream(),
                                                io.tunebook.events.log.Expected.any(),
                                                java.util.List.of(ArchiveExport.toNewEvent(e)));
                            }
                        });
                assertThat(take(file, other).fresh()).isEqualTo(events - killed);
                assertThat(entries(export(other, "mine")).get(Archive.LOG)).isEqualTo(log);
            }
        }
    }

    @Test
    void aDivergedProjectIsRefused() throws IOException {
        take(export(from, "mine"), to);
        to.note("mine-r1", "ours");
        from.note("mine-r1", "theirs");
        Path file = export(from, "mine");
        Head before = to.head();
        assertThatThrownBy(() -> take(file, to))
                .isInstanceOf(InvalidExportException.class)
                .hasMessageContaining("a different 'round/mine-r1'");
        assertThat(to.head()).isEqualTo(before);
    }

    @Test
    void aChangedByteIsDetectedOrHasNoEffect() throws IOException {
        byte[] whole = Files.readAllBytes(export(from, "mine"));
        Head head = take(export(from, "mine"), to).head();
        long seed = SEED;
        Random random = new Random(seed);
        Path file = folder.resolve("changed.zip");
        int refused = 0;
        Tunebook fresh = Tunebook.in(folder.resolve("fresh"));
        try {
            for (int i = 0; i < 120; i++) {
                byte[] changed = whole.clone();
                changed[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
                Files.write(file, changed);
                try {
                    // A time or an attribute of the container, which has no meaning.
                    assertThat(take(file, fresh).head()).as("seed %d", seed).isEqualTo(head);
                    fresh.close();
                    fresh = Tunebook.in(folder.resolve("fresh" + i));
                } catch (InvalidExportException e) {
                    assertThat(e).as("seed %d", seed).hasMessageContaining("changed.zip");
                    assertThat(fresh.head()).as("seed %d", seed).isEqualTo(Head.EMPTY);
                    refused++;
                }
            }
        } finally {
            fresh.close();
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(80);
    }

    @Test
    void aTruncatedArchiveIsRefusedForEveryCut() throws IOException {
        byte[] whole = Files.readAllBytes(export(from, "mine"));
        Path file = folder.resolve("cut.zip");
        for (int cut = 0; cut < whole.length; cut += 1 + whole.length / 40) {
            Files.write(file, Arrays.copyOf(whole, cut));
            refused(file, "cut.zip is not an archive, or is damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../evil",
                "/etc/evil",
                "artifacts/../../evil",
                "artifacts\\..\\evil",
                "log.jsonl/",
                "C:\\evil"
            })
    void aPathThatLeadsElsewhereIsRefused(String name) throws IOException {
        Map<String, byte[]> entries = entries(export(from, "mine"));
        entries.put(name, MODEL);
        refused(zipped(entries), "it contains '%s', which is not an entry".formatted(name));
        try (var files = Files.walk(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).doesNotContain("evil");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4294967294,this looks like a ZIP bomb",
        "10,is not the stated one",
        "100000000,is not the stated one"
    })
    void anEntryWithAWrongLengthIsRefused(long length, String message) throws IOException {
        byte[] whole = Files.readAllBytes(export(from, "mine"));
        ByteBuffer zip = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int directory = zip.getInt(whole.length - 22 + 16);
        zip.putInt(directory + 24, (int) length);
        Path file = folder.resolve("lies.zip");
        Files.write(file, whole);
        refused(file, message);
    }

    @Test
    void anEndlessLineIsRefusedBeforeItFillsTheMemory() throws IOException {
        Map<String, byte[]> entries = entries(export(from, "mine"));
        byte[] bomb = new byte[110 << 20];
        Arrays.fill(bomb, (byte) ' ');
        entries.put(Archive.LOG, bomb);
        refused(zipped(entries), "a line is longer than");
    }

    @Test
    void eventsOfAnotherProjectAreRefused() throws IOException {
        Map<String, byte[]> entries = entries(export(from, "mine"));
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        Head head = LogExport.write(from.log(), all);
        entries.put(Archive.LOG, all.toByteArray());
        Archive.Manifest listed = Archive.manifest(entries.get(Archive.MANIFEST));
        entries.put(
                Archive.MANIFEST,
                new Archive.Manifest(
                                "project",
                                1,
                                "mine",
                                "Mine",
                                head.position(),
                                java.util.HexFormat.of().formatHex(head.hash()),
                                listed.artifacts(),
                                listed.from())
                        .bytes());
        refused(zipped(entries), "do not belong to project 'mine'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|not the manifest of a project",
                "null|not the manifest of a project",
                "[|cannot be read",
                "{\"tunebook\":\"project\",\"format\":2,\"project\":\"mine\",\"title\":\"\",\"events\":1,\"head\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"artifacts\":[]}|its format is 2",
                "{\"tunebook\":\"project\",\"format\":1,\"project\":\"mine\",\"title\":\"\",\"events\":1,\"head\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"artifacts\":[]}|lists other events",
                "{\"tunebook\":\"project\",\"format\":1,\"project\":\"mine\",\"title\":\"\",\"events\":1,\"head\":\"x\",\"artifacts\":[null]}|not the manifest of a project"
            })
    void aManifestThatDoesNotMatchTheArchiveIsRefused(String manifest, String message)
            throws IOException {
        Map<String, byte[]> entries = entries(export(from, "mine"));
        entries.put(Archive.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8));
        refused(zipped(entries), message);
    }

    @Test
    void aReplacedArtifactIsRefused() throws IOException {
        Map<String, byte[]> entries = entries(export(from, "mine"));
        String name =
                entries.keySet().stream()
                        .filter(n -> n.startsWith(Archive.ARTIFACTS))
                        .findFirst()
                        .orElseThrow();
        entries.put(name, "WEIGHTS".getBytes(StandardCharsets.UTF_8));
        refused(zipped(entries), "is damaged");
        entries.remove(name);
        refused(zipped(entries), "other artifacts than it contains");
    }

    @Test
    void aFileThatIsNotAnArchiveIsRefused() throws IOException {
        refused(Files.writeString(folder.resolve("x.zip"), "hello"), "is not an archive");
        refused(zipped(Map.of()), "no 'log.jsonl'");
        refused(zipped(Map.of(Archive.LOG, MODEL)), "no 'manifest.json'");
    }
}
