package io.tunebook.server.exchange.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    @ParameterizedTest
    @CsvSource({
        "abc,      abc,       true",
        "abc,      ABC,       false",
        "a%c,      abbbc,     true",
        "a%c,      abbbcd,    false",
        "%b%,      abc,       true",
        "_b_,      abc,       true",
        "_,        💩,        true",
        "%,        '',        true",
        "'',       '',        true",
        "'',       a,         false",
        "_,        '',        false",
        "a.c,      abc,       false",
        "'%\\E(',  'x\\E(',   true",
    })
    void percentMatchesAnyTextAndUnderscoreOneCharacter(String pattern, String text, boolean is) {
        assertThat(new Like(pattern, false).matches(text)).isEqualTo(is);
    }

    @Test
    void ilikeIgnoresCase() {
        assertThat(new Like("%TREE", true).matches("a Tree")).isTrue();
    }

    @Test
    void itAgreesWithARegularExpression() {
        long seed = SEED;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = word(random, "ab%_");
            String text = word(random, "ab");
            boolean expected = Pattern.matches(pattern.replace("%", ".*").replace("_", "."), text);
            assertThat(new Like(pattern, false).matches(text))
                    .as("'%s' like '%s', seed %d", text, pattern, seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void noPatternTakesLong() {
        Like worst = new Like("%a".repeat(500) + "b", false);
        String text = "a".repeat(8_000);
        assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> assertThat(worst.matches(text)).isFalse());
    }

    private static String word(Random random, String of) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            word.append(of.charAt(random.nextInt(of.length())));
        }
        return word.toString();
    }
}
