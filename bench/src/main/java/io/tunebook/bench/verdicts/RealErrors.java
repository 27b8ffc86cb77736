package io.tunebook.bench.verdicts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// The best error of each real trial of a model on the matched validation set of MultiNLI, in the
/// data of N. Lourie, K. Cho and H. He (2023).
///
/// @param errors ascending
record RealErrors(double[] errors) {
    private static final Pattern MATCHED = Pattern.compile("\"matched\": ?\\[(\\[.*?\\])\\]");
    private static final Pattern ACCURACY = Pattern.compile(", ?([0-9.eE+-]+)\\]");

    /// @param model such as `deberta-base`
    static RealErrors of(Path data, String model) {
        Path file = data.resolve("tuning").resolve(model + ".jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new RealErrors(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .mapToDouble(RealErrors::best)
                            .sorted()
                            .toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double best(String trial) {
        Matcher matched = MATCHED.matcher(trial);
        if (!matched.find()) {
            throw new IllegalArgumentException("no learning curve 'matched' in " + trial);
        }
        return 1
                - ACCURACY.matcher(matched.group(1))
                        .results()
                        .mapToDouble(r -> Double.parseDouble(r.group(1)))
                        .max()
                        .orElseThrow();
    }

    /// Trials drawn without replacement, in random order.
    double[] draw(int trials, SplittableRandom random) {
        double[] all = errors.clone();
        for (int i = 0; i < trials; i++) {
            int j = random.nextInt(i, all.length);
            double swapped = all[i];
            all[i] = all[j];
            all[j] = swapped;
        }
        return Arrays.copyOf(all, trials);
    }

    /// The smallest error that at least this share of the trials reaches.
    double quantile(double share) {
        return errors[Math.max(0, (int) Math.ceil(share * errors.length - 1e-9) - 1)];
    }
}
