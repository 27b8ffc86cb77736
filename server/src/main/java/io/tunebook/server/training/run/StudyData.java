package io.tunebook.server.training.run;

import io.tunebook.events.Reproduction;
import io.tunebook.kernels.data.DataFormatException;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.GeneratedDigits;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The source of a study's data, described in one line so that the study can be rerun (PB-54):
/// `digits rows=10000 seed=1`, `spirals rows=1000 arms=3 noise=0.15 seed=1`, or `file label=NAME
/// path=/where/it/is`.
public sealed interface StudyData {
    /// A fifth of the rows is the validation set, split by this seed.
    long SPLIT_SEED = 1;

    double VALIDATION_SHARE = 0.2;

    Pattern DIGITS = Pattern.compile("digits rows=([0-9]+) seed=(-?[0-9]+)");

    Pattern SPIRALS =
            Pattern.compile("spirals rows=(\\d+) arms=(\\d+) noise=([\\d.E-]+) seed=(-?\\d+)");

    /// The name of the project for this data.
    String name();

    /// The line that describes the source; [#parse] reads it.
    String line();

    /// @throws UnusableDataException when the file is invalid
    Dataset load();

    record Generated(int rows, long seed) implements StudyData {
        @Override
        public String name() {
            return "digits";
        }

        @Override
        public String line() {
            return "digits rows=%d seed=%d".formatted(rows, seed);
        }

        @Override
        public Dataset load() {
            return GeneratedDigits.generate(rows, seed);
        }
    }

    record GeneratedSpirals(int rows, int arms, double noise, long seed) implements StudyData {
        @Override
        public String name() {
            return "spirals";
        }

        @Override
        public String line() {
            return "spirals rows=%d arms=%d noise=%s seed=%d".formatted(rows, arms, noise, seed);
        }

        @Override
        public Dataset load() {
            return Spirals.generate(rows, arms, noise, seed);
        }
    }

    record File(Path path, String label) implements StudyData {
        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public String line() {
            return "file label=%s path=%s".formatted(label, path);
        }

        @Override
        public Dataset load() {
            try {
                return io.tunebook.kernels.data.DataSource.open(path, label);
            } catch (DataFormatException e) {
                throw new UnusableDataException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    static StudyData generated() {
        return new Generated(10_000, 1);
    }

    static StudyData of(Path path, String label) {
        return new File(path.toAbsolutePath().normalize(), label);
    }

    /// The source in a study's record.
    static StudyData parse(String line) {
        Matcher digits = DIGITS.matcher(line);
        if (digits.matches()) {
            return new Generated(
                    Integer.parseInt(digits.group(1)), Long.parseLong(digits.group(2)));
        }
        Matcher spirals = SPIRALS.matcher(line);
        if (spirals.matches()) {
            return new GeneratedSpirals(
                    Integer.parseInt(spirals.group(1)),
                    Integer.parseInt(spirals.group(2)),
                    Double.parseDouble(spirals.group(3)),
                    Long.parseLong(spirals.group(4)));
        }
        int path = line.indexOf(" path=");
        if (line.startsWith("file label=") && path > 0) {
            return new File(
                    Path.of(line.substring(path + " path=".length())),
                    line.substring("file label=".length(), path));
        }
        throw new IllegalArgumentException(
                "'%s' is not data that built-in training can load: use 'digits rows=10000 seed=1', 'spirals rows=1000 arms=3 noise=0.15 seed=1' or 'file label=NAME path=/a/path'"
                        .formatted(line));
    }

    /// Reads the data and records how to reproduce it.
    ///
    /// @throws UnusableDataException when the file is invalid
    default Reproduction reproduction(String command, String version) {
        return new Reproduction(command, version, line(), load().digest());
    }

    /// Training and validation rows, split by a seed of its own.
    static Split split(Dataset data) {
        return data.split(VALIDATION_SHARE, SPLIT_SEED);
    }
}
