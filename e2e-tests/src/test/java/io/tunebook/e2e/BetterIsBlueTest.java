package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the plots of a study have in common: the colours of better and worse, the marks of
/// infeasible trials, and steps that are no slopes.
class BetterIsBlueTest {
    private static ModulePage page;

    @BeforeAll
    static void start() {
        page = new ModulePage();
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    private static void expect(String module, String body, String lines) {
        assertThat(page.lines("charts/" + module + ".js", body)).isEqualTo(lines);
    }

    @Test
    void everyColourIsReadableAndTheOrderIsInTheLightnessToo() {
        expect(
                "sequence",
                """
                const luminance = (colour) => {
                  const [r, g, b] = colour.match(/\\d+/g).map((c) => {
                    const x = c / 255;
                    return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
                  });
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const papers = ['rgb(251, 250, 247)', 'rgb(22, 24, 27)'].map(luminance);
                return [false, true].map((dark) => {
                  const ys = Array.from({ length: 21 }, (_, i) => luminance(m.goodness(i / 20, dark)));
                  const contrast = (y) => {
                    const [a, b] = [y, papers[Number(dark)]].sort((p, q) => q - p);
                    return (a + 0.05) / (b + 0.05);
                  };
                  return [
                    ys.slice(1).every((y, i) => contrast(y) > contrast(ys[i])),
                    ys.every((y) => contrast(y) > 2.7),
                    m.goodness(2, dark) === m.goodness(1, dark),
                  ];
                });
                """,
                """
                [true,true,true]
                [true,true,true]
                """);
    }

    @Test
    void theKeyRunsFromTheBestDownToTheWorst() {
        expect(
                "goodness-key",
                """
                return [t, d].map((x) => {
                  const [bar, ...texts] = m.goodnessKey(x).children;
                  const colours = bar.style.fill.colorStops.map((c) => c.color);
                  return [colours[0], colours.at(-1), ...texts.map((k) => k.style.text)];
                });
                """,
                """
                ['rgb(0, 48, 112)','rgb(170, 148, 84)','best','worst']
                ['rgb(150, 204, 255)','rgb(128, 112, 66)','best','worst']
                """);
    }

    @Test
    void theBestTrialHasTheSameColourInAllPlots() {
        expect(
                "parallel",
                """
                const { rankChart } = await import('/static/js/charts/rank.js');
                const { contourChart } = await import('/static/js/charts/contour.js');
                const { goodness } = await import('/static/js/charts/sequence.js');
                return [t, d].map((x) => {
                  const lines = m.parallelChart([s.learningRate, s.momentum, s.optimizer], s.parallelTrials, s.error, x);
                  const ranked = rankChart(s.learningRate, s.momentum, s.places, s.error, x).visualMap.inRange.color;
                  const cells = contourChart(s.learningRate, s.momentum, s.places, s.error, x).series[0];
                  const cell = cells.renderItem(null, { value: () => 0.02, coord: (p) => p }).style.fill;
                  const best = goodness(1, x.dark);
                  return [lines.series.data.at(-1).lineStyle.color === best, ranked[0] === best, cell === best,
                    lines.series.data[0].lineStyle.color === goodness(0, x.dark), ranked.at(-1) === goodness(0, x.dark)];
                });
                """,
                """
                [true,true,true,true,true]
                [true,true,true,true,true]
                """);
    }

    @Test
    void anImprovementOfLessThanAPixelIsAStep() {
        expect(
                "steps",
                """
                const points = [[1, 0.88], [20, 0.8801], [120, 0.8801]];
                const drawn = m.stepSeries('best', points, { stroke: 'red', lineWidth: 1 }, 2);
                const api = { coord: ([x, y]) => [4 * x, 100 * (1 - y)] };
                const line = drawn.renderItem({ dataIndex: 0 }, api).shape.points;
                return [
                  m.corners(points),
                  line.every(([x, y], i) => !i || x === line[i - 1][0] || y === line[i - 1][1]),
                  drawn.renderItem({ dataIndex: 1 }, api),
                ];
                """,
                """
                [[1,0.88],[20,0.88],[20,0.8801],[120,0.8801],[120,0.8801]]
                true
                null
                """);
    }

    @Test
    void aCompletedTrialThatCountsAsInfeasibleIsAHollowCrossInTheHistoryAndTheRank() {
        expect(
                "history",
                """
                const { rankChart } = await import('/static/js/charts/rank.js');
                const ended = [0.1, 0.2, 0.3, 0.4, 0.5].map((value, i) => ({
                  trial: `t${i}`, number: i, value, x: 0.01, y: 0.9, useless: i === 4 ? 'it predicts one class' : null,
                }));
                const of = (o) => {
                  const marked = o.series.find((x) => x.name === 'completed but infeasible');
                  const dots = o.series.find((x) => x.name === 'completed').data;
                  return [marked.data.map((p) => p.trial), dots.some((p) => p.trial === 't4'),
                    o.tooltip.formatter({ data: marked.data[0] }).includes('completed, but it predicts one class')];
                };
                return [
                  of(m.historyChart(ended, { objective: s.error, colour: 'red' }, t)),
                  of(rankChart(s.learningRate, s.momentum, ended, s.error, t)),
                ];
                """,
                """
                [['t4'],false,true]
                [['t4'],false,true]
                """);
    }
}
