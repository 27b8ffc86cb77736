package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Curves of more trials than a tooltip can name, which Compare draws as one shape for each colour.
class ManyCurvesTest {
    /// Twenty lines of three colours; the first has an infinite value, the second a best
    /// checkpoint.
    private static final String LINES =
            """
            const lines = Array.from({ length: 20 }, (_, i) =>
              s.line(`l${i}`, [0.5, i === 0 ? Infinity : 0.1 + 0.01 * i, 0.2], { colour: `c${i % 3}`, bestStep: i === 1 ? 2 : null }));
            const api = { coord: ([x, y]) => [100 * x, 1000 * (1 - y)] };
            const view = { ...s.view, whole: true };
            """;

    private static ModulePage page;

    @BeforeAll
    static void start() {
        page = new ModulePage();
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @Test
    void oneShapeForEachColourAndOneSeriesOfMarks() {
        expect(
                "compare",
                LINES
                        + """
                        const o = m.compareChart(lines, view, t);
                        const { children } = o.series[0].renderItem({ coordSys: { x: 100, y: 0, width: 200, height: 500 } }, api);
                        return [
                          o.series.map((x) => [x.type, x.name]),
                          children.map((c) => [c.type, c.style.stroke, c.shape.curves.length]),
                          [children[0].shape.x, children[0].shape.y, children[0].shape.from, children[0].shape.to],
                          o.series[2].data.map((p) => p.value),
                          o.series[3].data.map((p) => [p.trial, p.what]),
                        ];
                        """,
                """
                [['custom','lines'],['line','steps'],['scatter','best checkpoints'],['scatter','not on the scale'],['line','steps 2'],['line','steps 3']]
                [['bundle','c0',7],['bundle','c1',7],['bundle','c2',6]]
                [{'scale':100,'shift':0},{'scale':-1000,'shift':1000},1,3]
                [[2,0.11]]
                [['l0','l0 is infinite']]
                """);
    }

    @Test
    void theTooltipNamesTheTwelveLinesNearestToThePointer() {
        expect(
                "compare",
                LINES
                        + """
                        const tip = (pointer, x = 2) => m.compareChart(lines, view, t, () => pointer).tooltip.formatter([{ axisValue: x }]).split('\\n');
                        const near = tip([2, 0.2]);
                        return [near.slice(0, 4), near.length, near.at(-1), tip(null).slice(0, 2), tip([9, 0], 9)];
                        """,
                """
                ['2, nearest first','20%  l10','21%  l11','19%  l9']
                14
                'and 7 more'
                ['2','11%  l1']
                ['']
                """);
    }

    @Test
    void aShapeHasThePointsInViewWithOneOnEitherSideAndAGapAtNaN() {
        expect(
                "bundle",
                """
                const xs = Float64Array.from({ length: 1000 }, (_, i) => i);
                const ys = xs.map((x) => (x === 502 ? NaN : x));
                const path = [];
                m.trace(
                  { moveTo: (...p) => path.push(['M', ...p]), lineTo: (...p) => path.push(['L', ...p]) },
                  { curves: [{ xs, ys }], x: m.through(0, 0, 10, 100), y: m.through(0, 1, 1, 0), from: 500.5, to: 503 });
                return [path, m.nearest([1, 2, 4], 2.9), m.nearest([1, 2, 4], 9), m.firstAtLeast([1, 2, 4], 3)];
                """,
                """
                [['M',4990,-498],['L',5000,-499],['L',5010,-500],['M',5030,-502],['L',5040,-503]]
                1
                2
                2
                """);
    }

    private static void expect(String module, String statements, String expected) {
        assertThat(page.lines("charts/" + module + ".js", statements)).isEqualTo(expected);
    }

    @Test
    void thirtySixTrialsDifferInColourOrDashAndTheTooltipHasTheirMarks() {
        assertThat(
                        page.lines(
                                "parts/compare-colour.js",
                                """
                                const { compareChart } = await import('/static/js/charts/compare.js');
                                const rows = Array.from({ length: 36 }, (_, i) => ({ study: 's', trial: { id: `t${i}`, configuration: {} } }));
                                const look = m.colouring(rows, null);
                                const looks = rows.map((r) => `${look.of(r, t)} ${look.dash(r)}`);
                                const lines = rows.map((r, i) => ({ ...s.line(`l${i}`, [0.3, 0.2, 0.1]), colour: look.of(r, t), dash: look.dash(r) }));
                                const o = compareChart(lines, s.view, t);
                                const under = o.series.filter((x) => x.type === 'line').map((x, i) => ({ axisValue: 2, color: x.itemStyle.color, marker: `{m${i}|}` }));
                                const named = o.tooltip.formatter(under).split('\\n').slice(1, 8);
                                return [new Set(looks).size, under.length, named.map((line) => line.match(/^\\{m\\d\\|\\}/)?.[0])];
                                """))
                .isEqualTo(
                        """
                        36
                        6
                        ['{m0|}','{m1|}','{m2|}','{m3|}','{m4|}','{m5|}','{m0|}']
                        """);
    }
}
