package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Randomly damaged files: each is imported, or gives one error that names it and leaves the log
/// unchanged.
class HostileFilesTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final int FILES = 80;

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private static ParsedSource read(Path file) throws IOException {
        String name = file.getFileName().toString();
        return name.endsWith(".csv")
                ? Csv.read(file, CsvChoices.NONE, ImportListener.SILENT).imported()
                : name.contains("tfevents")
                        ? TensorBoard.read(file, ImportListener.SILENT)
                        : Optuna.read(file, ImportListener.SILENT);
    }

    private static byte[] fixture(String name) throws IOException {
        Path found = OptunaTest.fixture(name);
        if (Files.isDirectory(found)) {
            try (var files = Files.list(found)) {
                found = files.filter(f -> f.toString().endsWith(".v2")).findFirst().orElseThrow();
            }
        }
        return Files.readAllBytes(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optuna.journal",
                "optuna.db",
                "optuna-trials.csv",
                "mlflow-runs.csv",
                "tensorboard/run0"
            })
    void aDamagedFileGivesOneErrorAndLeavesTheLogAsItWas(String name) throws IOException {
        byte[] whole = fixture(name);
        Path file =
                folder.resolve(
                        name.startsWith("tensorboard") ? "events.tfevents.1" : "damaged-" + name);
        long seed = SEED;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Files.write(file, damaged(whole, random));
            Head before = log.head();
            ParsedSource imported = orRefused(file, "seed %d, file %d".formatted(seed, i));
            if (imported == null) {
                refused++;
                assertThat(log.head()).isEqualTo(before);
            } else if (i % 5 == 0) {
                assertThatCode(() ->
                                new RunImporter(ledger, "eve", ImportListener.SILENT)
                                        .land(imported))
                        .as("seed %d, file %d", seed, i)
                        .doesNotThrowAnyException();
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
    }

    /// Null when it is refused with a one-line error that names the file.
    private static @Nullable ParsedSource orRefused(Path file, String description)
            throws IOException {
        try {
            return read(file);
        } catch (UnreadableSourceException e) {
            assertThat(e).as(description).hasMessageContaining(file.getFileName().toString());
            assertThat(e.getMessage()).as(description).doesNotContain("\n").hasSizeLessThan(2_000);
            return null;
        } catch (RuntimeException e) {
            throw new AssertionError(description, e);
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(200, bytes.length - at));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                bytes[at] ^= (byte) (1 + random.nextInt(255));
                yield bytes;
            }
            case 2 -> {
                Arrays.fill(bytes, at, at + length, (byte) 0);
                yield bytes;
            }
            case 3 -> {
                // A length of 4 GB at every position of a length.
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
                yield bytes;
            }
            case 4 -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, length);
                yield bytes;
            }
            default -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                yield longer;
            }
        };
    }
}
