package io.tunebook.bench.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.bench.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A small version of `./tunebook bench verdicts`: every part, with a fraction of the draws.
class VerdictsTest {
    private static final double SCALE = 0.004;

    /// All but the search, whose bars include a time; `BayesianTest` and `ProposalsTest` check its
    /// results.
    static Stream<String> parts() {
        return Verdicts.parts().stream().filter(part -> !part.equals("search"));
    }

    /// With few draws a rate has a standard error: a bar is missed when the rate is further from it
    /// than three of them.
    @ParameterizedTest
    @MethodSource("parts")
    void theBarsHoldInASmallSimulation(String part) throws IOException {
        List<Row> rows =
                Verdicts.run(part, new Settings(Settings.DEFAULT_SEED, scale(part), null), _ -> {});
        assertThat(rows).isNotEmpty();
        assertThat(rows).allSatisfy(row -> assertThat(missed(row)).as(row.line()).isFalse());
        String page = Files.readString(page());
        assertThat(rows.stream().filter(row -> row.bar() != null).map(Row::name))
                .allSatisfy(name -> assertThat(page.contains(name)).as(name).isTrue());
    }

    /// A draw of importances takes as long as many of the others.
    private static double scale(String part) {
        return part.equals("importance") ? SCALE / 2 : SCALE;
    }

    private static boolean missed(Row row) {
        return !row.ok() && (!row.unit().startsWith("% of ") || missed(row, draws(row)));
    }

    private static boolean missed(Row row, int draws) {
        double bar = Objects.requireNonNull(row.bar());
        double error = Math.sqrt(bar * (100 - bar) / draws);
        return Math.abs(row.value() - bar) > 3 * error;
    }

    private static int draws(Row row) {
        return Integer.parseInt(row.unit().substring("% of ".length()));
    }

    /// The page with the table, in the checkout.
    private static Path page() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs/learning.md"))
                ? here.resolve("docs/learning.md")
                : here.resolve("../docs/learning.md");
    }

    @Test
    void anUnknownPartIsRefusedWithTheNamesOfAll() {
        assertThatThrownBy(() -> Verdicts.run("boundry", new Settings(1, SCALE, null), _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("boundry")
                .hasMessageContaining(Verdicts.parts().getFirst());
    }
}
