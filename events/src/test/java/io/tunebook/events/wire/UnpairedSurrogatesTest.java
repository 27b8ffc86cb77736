package io.tunebook.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpairedSurrogatesTest {
    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00x", "a\udbff", "\udc00\ud800", "\ud83d\ud83d\ude00"})
    void theyAreFoundAndReplaced(String text) {
        assertThat(UnpairedSurrogates.isIn(text)).isTrue();
        assertThat(UnpairedSurrogates.isIn(UnpairedSurrogates.replaced(text))).isFalse();
        assertThat(UnpairedSurrogates.replaced(text)).contains("\ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\ud83d\ude00", "\ufffd", "\ud7ff\ue000"})
    void validTextIsNot(String text) {
        assertThat(UnpairedSurrogates.isIn(text)).isFalse();
        assertThat(UnpairedSurrogates.replaced(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    {"a":"x"};                                   -
                    {"a":"\\ud83d\\ude00"};                      -
                    {"a":"\\\\ud800"};                           -
                    {"a":"\\ud800"};                             a
                    {"a":[{"b":"x"},{"b":["y","\\uDC00"]}]};     a[1].b[1]
                    """)
    void theFieldIsNamed(String json, @Nullable String field) {
        assertThat(UnpairedSurrogates.in(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(field);
    }

    @Test
    void noFieldOfAnEventMayHaveOne() {
        assertThatThrownBy(() -> Wire.encode(new Event.NoteAdded("round/r", "a\ud800")))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("'text'");
        assertThatThrownBy(() ->
                        Wire.encode(
                                new Event.RunLogged(
                                        "r", Map.of("k", "\udc00"), Map.of(), List.of())))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("params.k");
    }
}
