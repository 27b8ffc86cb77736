package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterNamesTest {
    @Test
    void differentKeysHaveDifferentValidNames() {
        List<String> keys =
                List.of(
                        "α",
                        "β",
                        "学習率",
                        "重み減",
                        "lr (enc)",
                        "lr [enc]",
                        "a b",
                        "a_b",
                        "a  b",
                        " a b",
                        "a=b",
                        "a,b",
                        "a:b",
                        "tab\there",
                        "tab_here",
                        "%",
                        "%2F",
                        "../up",
                        "/abs",
                        "e\u0301",
                        "\u00e9",
                        "x".repeat(140) + "1",
                        "x".repeat(140) + "2",
                        " ",
                        "",
                        "\u200f",
                        "9",
                        "_9",
                        "\uD83D\uDE80",
                        "\uD83D\uDE80".repeat(90),
                        "\uD800",
                        "model/enc",
                        "model.enc",
                        "a[b=c]",
                        "\"q\"",
                        "-x",
                        "\u0301x");
        List<String> names = keys.stream().map(ParameterNames::of).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(Parameter::isName);
        assertThat(names).contains("α", "学習率", "lr [enc]", "a b", "\uD83D\uDE80", "../up");
        assertThat(names).allMatch(n -> ParameterNames.of(n).equals(n));
        assertThat(ParameterNames.of("a=b")).matches("a_b~[0-9a-f]{6}");
    }

    @Test
    void aSpaceOfAnEarlierVersionIsReadByItsNames() {
        SearchSpace space =
                new SearchSpace(
                        List.of(
                                Parameter.always("lr__enc_", new Domain.Linear(0, 1)),
                                Parameter.always("a b", new Domain.Linear(0, 1))));
        assertThat(ParameterNames.texts(space, Map.of("lr (enc)", "0.5", "a b", "0.1")))
                .containsEntry("lr__enc_", "0.5")
                .containsEntry("a b", "0.1");
    }
}
