package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChoiceTest {
    private static final List<String> NAMES =
            List.of("pthread-skylake-avx512-Intel", "NVIDIA H100 80GB", "NVIDIA A100");

    private static int choose(String text) {
        return DeviceChoice.of("Abacus", text, NAMES, NAMES);
    }

    /// 1 and 2 are contained in the first name, which is not what a number means.
    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,2", "02,2", "h100,1", "AVX512,0", "' a100 ',2", "nvidia a,2"})
    void aNumberIsThatDeviceAndATextAPartOfItsName(String text, int device) {
        assertThat(choose(text)).isEqualTo(device);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "5",
                "512",
                "100",
                "-1",
                "+1",
                "99999999999999999999",
                "abacus",
                "",
                " "
            })
    void aTextThatMatchesNoDeviceIsReportedWithTheDevices(String text) {
        assertThatThrownBy(() -> choose(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Abacus has no device '%s'; available: 0 (pthread-skylake-avx512-Intel), 1 (NVIDIA H100 80GB), 2 (NVIDIA A100)"
                                .formatted(text.strip()));
    }

    @Test
    void aTextThatMatchesSeveralDevicesIsReportedWithThem() {
        assertThatThrownBy(() -> choose("nvidia"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'nvidia' matches 2 devices of Abacus: give a number or more of the name; matching: 1 (NVIDIA H100 80GB), 2 (NVIDIA A100)");
    }
}
