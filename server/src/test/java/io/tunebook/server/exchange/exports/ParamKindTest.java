package io.tunebook.server.exchange.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Value;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.exchange.exports.Table.Literal;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParamKindTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 0 -5 9007199254740993 9223372036854775807 | INTEGER",
                "1 9223372036854775808 | TEXT",
                "1 0.5 1e-05 1.0E-320 1e+16 | REAL",
                "0.5 9007199254740993 | TEXT",
                "0.5 0.1234567890123456789 | TEXT",
                "0.5 nan inf -inf NaN -Infinity | REAL",
                "nan | TEXT",
                "True False | FLAG",
                "true false | FLAG",
                "True true | TEXT",
                "True 1 | TEXT",
                "007 10 | TEXT",
                "1e5 | TEXT",
                "1_000 | TEXT",
                "+1 | TEXT",
                "-0 | TEXT",
                "0x10 1d 1f | TEXT",
                "1e-9999 | TEXT",
                "None 1 | TEXT",
                "2024-05-01 | TEXT"
            })
    void aColumnHasTheNarrowestKindThatIsExact(String texts, Kind kind) {
        ParamKind params = new ParamKind();
        List<String> all = Pattern.compile(" ").splitAsStream(texts.strip()).toList();
        for (String text : all) {
            params.add(text);
        }
        assertThat(params.kind()).isEqualTo(kind);
        for (String text : all) {
            Object cell = ParamKind.cell(text, kind);
            assertThat(cell instanceof Literal literal ? literal.text() : cell).isEqualTo(text);
            assertThat(cell instanceof Literal).isEqualTo(kind != Kind.TEXT);
        }
    }

    @Test
    void valuesOfTrialsAndTextsOfRunsShareAColumn() {
        ParamKind params = new ParamKind();
        params.add(new Value.Int(3));
        params.add("0.25");
        assertThat(params.kind()).isEqualTo(Kind.REAL);
        assertThat(ParamKind.cell(new Value.Int(3), Kind.REAL)).isEqualTo(3.0);
        params.add(new Value.Text("none"));
        assertThat(params.kind()).isEqualTo(Kind.TEXT);
        assertThat(ParamKind.cell(new Value.Real(1.0 / 3), Kind.TEXT))
                .isEqualTo("0.3333333333333333");
    }
}
