package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureReasonTest {
    private static final String ESC = "\u001B";

    /// The message of TornadoVM when a kernel cannot be compiled, shortened.
    private static final String TORNADO =
            ESC
                    + "[31mBailout is disabled. \nReason: "
                    + ESC
                    + "[31mUnable to compile task forward.product - forward\nThe internal error is: "
                    + ESC
                    + "[31mError during code compilation with the OpenCL driver"
                    + ESC
                    + "[0m\nStacktrace: ["
                    + "tornado.drivers.opencl@5.2.0/uk.OCLCodeCache.installSource(OCLCodeCache.java:613), "
                            .repeat(60)
                    + "]"
                    + ESC
                    + "[0m";

    @Test
    void aCompilersMessageKeepsItsSentencesWithoutColoursAndStackTrace() {
        assertThat(FailureReason.of("the training failed", new IllegalStateException(TORNADO)))
                .isEqualTo(
                        "the training failed: Bailout is disabled. Reason: Unable to compile task forward.product - forward The internal error is: Error during code compilation with the OpenCL driver");
    }

    @Test
    void theLinesOfAStackTraceAreRemovedAndItsCausesStay() {
        String text =
                """
                java.lang.IllegalStateException: it broke at 5 (five)
                \tat java.base/java.lang.Class.forName0(Native Method)
                \tat io.tunebook.A$B.lambda$c$0(A.java:12) ~[tunebook.jar:1]
                \t... 22 more
                Caused by: java.io.IOException: no disk
                \tat io.tunebook.A.<init>(A.java:1)
                """;
        assertThat(FailureReason.of(text))
                .isEqualTo(
                        "java.lang.IllegalStateException: it broke at 5 (five) Caused by: java.io.IOException: no disk");
    }

    @Test
    void aLongTextKeepsItsHeadAndTailWithinTheLimit() {
        String reason = FailureReason.of("begin " + "x".repeat(1_000_000) + " end");
        assertThat(reason)
                .hasSizeLessThanOrEqualTo(Event.MAX_REASON)
                .hasSizeGreaterThan(Event.MAX_REASON - 10)
                .startsWith("begin xxx")
                .contains(" … ")
                .endsWith("xxx end");
        assertThat(FailureReason.of(reason)).isEqualTo(reason);
    }

    @Test
    void aCutSplitsNoCharacter() {
        for (int i = 0; i < 3; i++) {
            String reason = FailureReason.of("a".repeat(i) + "😀".repeat(3_000));
            assertThat(reason).hasSizeLessThanOrEqualTo(Event.MAX_REASON);
            assertThat(reason.codePoints())
                    .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
            assertThat(new Event.TrialAbandoned("t", reason).why()).isEqualTo(reason);
        }
    }

    @Test
    void controlCharactersHyperlinksAndUnpairedSurrogatesAreRemoved() {
        assertThat(
                        FailureReason.of(
                                "a\u0000b\rc"
                                        + ESC
                                        + "]8;;http://x\u0007d"
                                        + ESC
                                        + "[2K\u009B1me\u202Ef\uD83D g"
                                        + ESC
                                        + "cz"))
                .isEqualTo("a b cd 1me f gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "\u001B[0m", "\tat a.B.c(D.java:1)"})
    void aTextWithoutContentIsStillAReason(String text) {
        assertThat(FailureReason.of(text)).isEqualTo("no reason was given");
    }

    @Test
    void anExceptionWithoutAMessageIsNamedByItsType() {
        assertThat(FailureReason.of(new NullPointerException()))
                .isEqualTo("java.lang.NullPointerException");
        assertThat(FailureReason.of(new StackOverflowError("deep")))
                .isEqualTo("java.lang.StackOverflowError: deep");
    }
}
