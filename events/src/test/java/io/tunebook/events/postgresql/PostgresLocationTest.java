package io.tunebook.events.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresLocationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "postgresql://ada@db/tunebook ada jdbc:postgresql://db/tunebook",
                "postgres://ada@db:5433/tunebook ada jdbc:postgresql://db:5433/tunebook",
                "postgresql://a%40b@db/t?sslmode=verify-full a@b jdbc:postgresql://db/t?sslmode=verify-full",
                "postgresql://ada@a:1,b:2/t?targetServerType=primary ada jdbc:postgresql://a:1,b:2/t?targetServerType=primary",
                "postgresql://ada@[::1]:5432/t ada jdbc:postgresql://[::1]:5432/t"
            })
    void aLocationHasAUserHostsADatabaseAndTheDriversParameters(
            String text, String user, String jdbc) {
        PostgresLocation location = PostgresLocation.of(text, Map.of());
        assertThat(location.jdbc()).isEqualTo(jdbc);
        assertThat(location.properties()).containsOnly(Map.entry("user", user));
    }

    @Test
    void thePasswordIsThatOfTheEnvironmentAndIsNeverShown() {
        PostgresLocation location =
                PostgresLocation.of("postgresql://ada@db/t", Map.of("PGPASSWORD", "secret"));
        assertThat(location.properties()).containsEntry("password", "secret");
        assertThat(location).hasToString("postgresql://ada@db/t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ada@db/t",
                "postgresql://db/t",
                "postgresql://ada@/t",
                "postgresql://ada@db",
                "postgresql://ada@db/",
                "postgresql:ada@db/t",
                "ada@db/t"
            })
    void anythingElseIsRefusedWithTheForm(String text) {
        assertThatThrownBy(() -> PostgresLocation.of(text, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://USER@HOST:PORT/DATABASE");
    }

    @Test
    void aPasswordInTheLocationIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> PostgresLocation.of("postgresql://ada:secret@db/t", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PGPASSWORD")
                .hasMessageNotContaining("secret");
    }
}
