package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a reader takes from the charts: axes that fit the data with distinct ticks, marks that are
/// known without colour, and tooltips that answer anywhere in the plot.
class ChartReadingTest {
    private static ChartPage page;

    @BeforeAll
    static void start() {
        page = ChartPage.open();
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @Test
    void numbersAreRoundedHalfAwayFromZeroAsTheServerDoes() {
        expect(
                "/format",
                """
                return [
                  [0.285, 1.005, -1.005, 2.675, 0.004, -0.004, 9.995, 0, 1e-9, 123456.785].map((x) => m.fixed(x, 2)),
                  [0.5, 1.5, -0.5, 99.5].map((x) => m.fixed(x, 0)),
                  m.value(s.error, 0.12345),
                  m.difference(s.error, -0.00285),
                  [1234.5, 0.00012345, 9.9996, 9999996, 131072, 2.269068479537964, NaN].map((x) => m.significant(x, 4)),
                  [3599.7, 330].map(m.duration),
                ];
                """,
                """
                ['0.29','1.01','-1.01','2.68','0.00','0.00','10.00','0.00','0.00','123456.79']
                ['1','2','-1','100']
                '12.35%'
                '0.29 points'
                ['1235','1.235e-4','10','1e7','131100','2.269','NaN']
                ['60 min 0 s','5 min 30 s']
                """);
    }

    @Test
    void ticksHaveTheDecimalsThatTheirStepNeeds() {
        expect(
                "/format",
                """
                const ticks = (objective, min, max, step) => {
                  const of = m.ticker(objective, step);
                  const texts = [];
                  for (let x = min; x <= max + step / 9; x += step) texts.push(of(x));
                  return texts;
                };
                return [
                  ticks(s.accuracy, 0.885, 0.905, 0.005),
                  ticks(s.accuracy, 0.905, 0.9075, 0.00025).length ===
                    new Set(ticks(s.accuracy, 0.905, 0.9075, 0.00025)).size,
                  ticks(s.loss, 1.25, 1.5, 0.05),
                  m.ticker(null, 50_000)(150_000),
                  [m.titleOf(s.error), m.titleOf(s.loss)],
                ];
                """,
                """
                ['88.5','89.0','89.5','90.0','90.5']
                true
                ['1.25','1.30','1.35','1.40','1.45','1.50']
                '150000'
                ['validation/error (%)','validation/loss']
                """);
    }

    @Test
    void axesFitTheirDataAndSharesDoNotExceedOneHundredPercent() {
        expect(
                "range",
                """
                return [
                  m.fitted(0.86, 0.91, { objective: s.accuracy }),
                  m.fitted(0.97, 1, { objective: s.accuracy, room: 0.3 }),
                  m.fitted(97, 100, { objective: { unit: 'percent' }, room: 0.3 }),
                  m.fitted(0.01, 0.5, { room: 0.3 }).min,
                  m.fitted(-3, -1),
                  m.fitted(0.5, 0.5),
                  m.fitted(0, 0),
                  m.fitted(NaN, 1),
                  [0.3, 0.011, 24, 1].map(m.niceStep),
                ];
                """,
                """
                {'min':0.86,'max':0.91,'step':0.01}
                {'min':0.96,'max':1,'step':0.02}
                {'min':96,'max':100,'step':2}
                0
                {'min':-3,'max':-1,'step':0.5}
                {'min':0.45,'max':0.55,'step':0.025}
                {'min':0,'max':1,'step':0.5}
                {'min':0,'max':1,'step':0.25}
                [0.5,0.02,25,1]
                """);
    }

    @Test
    void ticksOfALogAxisAreRoundNumbersAndTheirTextsDoNotOverlap() {
        expect(
                "ticks",
                """
                const texts = (values, width) => m.apart(m.printedTicks(values).map((k, at) => ({ ...k, at })), width).map((k) => k.text);
                const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
                return [
                  m.logTicks(16, 128, { integer: true }),
                  m.logTicks(3e-4, 0.2),
                  m.logTicks(1e-6, 1),
                  m.logTicks(0, 1),
                  m.logTicks(0.3, 0.4),
                  texts(sizes, 200),
                  texts([64, 1020, 131000], 200),
                  texts([16, 32, 64, 128], 200),
                ];
                """,
                """
                [16,32,64,128]
                [0.001,0.01,0.1]
                [0.000001,0.00001,0.0001,0.001,0.01,0.1,1]
                []
                [0.3,0.4]
                ['1','','','8','','','64','','','512','','','4,096']
                ['64','1,020','131,000']
                ['16','32','64','128']
                """);
    }

    @Test
    void anIntegerHasTicksAtTheValuesThatWereUsedAndEqualBoundsAreAnAxisToo() {
        expect(
                "scale",
                """
                const ticks = (plot) => m.scaleOf({ name: 'p', ...plot }).ticks.filter((k) => k.text).map((k) => k.text);
                const used = (...xs) => xs.map((x) => ({ x }));
                return [
                  ticks({ scale: 'int', low: 1, high: 4, points: used(1, 3, 2, 4, 4) }),
                  ticks({ scale: 'log-int', low: 16, high: 256, points: used(16, 64, 256) }),
                  ticks({ scale: 'log-int', low: 16, high: 128 }),
                  ticks({ scale: 'log-int', low: 60, high: 13721 }),
                  ticks({ scale: 'log', low: 1.015e-6, high: 9.95e-4 }),
                  ticks({ scale: 'log', low: 0.01, high: 0.2 }),
                  ...['linear', 'int', 'log', 'log-int', 'reverse-log'].flatMap((scale) =>
                    [0, 0.5, 1].map((x) => {
                      const a = m.scaleOf({ name: 'p', scale, low: x, high: x });
                      return a.max > a.min && a.ticks.every((k) => Number.isFinite(k.at) && !k.text.includes('NaN'));
                    })
                  ),
                ];
                """,
                """
                ['1','2','3','4']
                ['16','64','256']
                ['16','32','64','128']
                ['60','300','3,000','13,721']
                ['10⁻⁶','10⁻⁵','10⁻⁴','10⁻³']
                ['0.01','0.03','0.1']
                """
                        + "true\n".repeat(15));
    }

    @Test
    void accuraciesFillTheIsolationPlotAndItsTicksAreDistinct() {
        expect(
                "isolation",
                """
                const point = (value, y, setting) => ({ value, trial: value, number: 1, trials: 9, y, low: y - 0.002, high: y, setting });
                const plot = { parameter: 'epochs', points: [point('1', 0.883, 0), point('2', 0.887, 1), point('3', 0.89, 2)] };
                const o = m.isolationPlot(plot, { objective: s.accuracy, colourOf: () => 'one' }, t);
                const texts = [];
                for (let x = o.xAxis.min; x <= o.xAxis.max + 1e-9; x += o.xAxis.interval) texts.push(o.xAxis.axisLabel.formatter(x));
                const dots = o.series.at(-1).data;
                return [
                  texts,
                  [o.xAxis.name, ...o.yAxis.data],
                  new Set(dots.map((d) => d.symbol)).size,
                  new Set(dots.map((d) => d.itemStyle.color)).size,
                  m.isolationPlot({ points: [point('sgd', 0.8, null)] }, { objective: s.accuracy, colourOf: () => 'one' }, t)
                    .series.at(-1).data.map((d) => [d.symbol, d.itemStyle.color]),
                ];
                """,
                """
                ['88.0','88.2','88.4','88.6','88.8','89.0','89.2']
                ['validation/accuracy (%)','epochs 1','epochs 2','epochs 3']
                3
                3
                [['circle','one']]
                """);
    }

    @Test
    void aJointStudyHasAColourAndAShapeForEachSettingAndMarksUselessTrials() {
        expect(
                "axis-plot",
                """
                const plot = {
                  name: 'rate', scale: 'log', low: 0.01, high: 1, top: [], settings: ['epochs = 1', 'epochs = 2'],
                  points: [
                    { trial: 'a', number: 0, x: 0.1, y: 0.2, bestStep: 9, setting: 0 },
                    { trial: 'b', number: 1, x: 0.2, y: 0.3, bestStep: 9, setting: 1 },
                    { trial: 'c', number: 2, x: 0.9, y: 0.25, bestStep: 9, setting: 1, useless: 'collapsed to chance' },
                  ],
                  infeasible: [],
                };
                const o = m.axisPlot(plot, { objective: s.error, range: m.sharedRange([plot], s.error), colour: 'study' }, t);
                const named = (name) => o.series.find((x) => x.name === name);
                return [
                  named('completed').data.map((d) => [d.trial, d.symbol, d.itemStyle.color]),
                  named('completed but infeasible').data.map((d) => [d.trial, d.value[1]]),
                  named('completed but infeasible').itemStyle,
                  o.tooltip.formatter({ data: named('completed but infeasible').data[0] }),
                  o.yAxis.name,
                ];
                """,
                """
                [['a','circle','light-series-1'],['b','rect','light-series-2']]
                [['c',0.25]]
                {'color':'light-paper','borderColor':'light-trouble','borderWidth':1}
                'Trial 2\\nepochs = 2\\nrate 0.9\\n25.00% at step 9\\ncompleted, but collapsed to chance'
                'validation/error (%)'
                """);
    }

    @Test
    void accuraciesFillTheCurvesAndTheirNamesAreBesideThePlot() {
        expect(
                "curves",
                """
                const steps = Array.from({ length: 20 }, (_, i) => 100 * (i + 1));
                const line = (n, end) => ({
                  ...s.curveLines[0], trial: `t${n}`, label: `epochs = ${n}`, mark: '●', number: n, best: true, bestStep: 2000,
                  validation: s.curve(steps, steps.map((x) => end - 0.6 * Math.exp(-x / 150))),
                  training: s.curve([], []),
                });
                const o = m.curvesChart([line(1, 0.885), line(2, 0.891)], { objective: s.accuracy }, t);
                const names = o.series.at(-1);
                return [
                  [o.yAxis.min >= 0.8, o.yAxis.max, o.xAxis.name, o.xAxis.max, o.xAxis.interval],
                  names.data.map((d) => [d.name, d.value[0]]),
                  o.grid.right >= names.data[0].label.width + names.data[0].label.distance,
                ];
                """,
                """
                [true,0.895,'step',2000,500]
                [['● epochs 2',2000],['● epochs 1',2000]]
                true
                """);
    }

    @Test
    void theTooltipOfLinesAnswersAnywhereInThePlotAndNamesEveryLine() {
        expect(
                "curves",
                """
                const echarts = await import('/echarts.esm.min.js');
                const line = (n, steps, values) => ({
                  ...s.curveLines[0], trial: `t${n}`, label: `l${n}`, number: n, validation: s.curve(steps, values), training: s.curve([], []),
                });
                const lines = [line(1, [100, 200, 300, 400], [0.4, 0.3, 0.2, 0.1]), line(2, [150, 400], [0.35, 0.05])];
                const o = m.curvesChart(lines, { objective: s.error }, t);
                const place = document.createElement('div');
                place.style.cssText = 'width:600px;height:300px';
                document.body.append(place);
                const chart = echarts.init(place);
                const answers = [];
                const { formatter } = o.tooltip;
                chart.setOption({ ...o, tooltip: { ...o.tooltip, formatter: (u) => (answers.push(formatter(u)), answers.at(-1)) } });
                let [hits, all] = [0, 0];
                for (let x = o.grid.left + 30; x < 600 - o.grid.right; x += 20)
                  for (let y = o.grid.top + 4; y < 300 - o.grid.bottom; y += 20) {
                    answers.length = 0;
                    chart.dispatchAction({ type: 'showTip', x, y });
                    all++;
                    if (answers.length && answers.at(-1).includes('l1') && answers.at(-1).includes('l2')) hits++;
                  }
                chart.dispose();
                place.remove();
                return [
                  all > 100,
                  hits === all,
                  formatter([{ axisValue: 390 }]),
                  m.nearest([10, 20, 30], 24),
                  m.nearest([10, 20, 30], 99),
                  m.nearest([], 1),
                ];
                """,
                """
                true
                true
                'step 400\\nl1, trial 1, validation: 10.00%\\nl2, trial 2, validation: 5.00%'
                1
                -1
                -1
                """);
    }

    @Test
    void theSurfaceHasAKeyAndBetterIsTheSameEndOfTheColoursInLightAndDark() {
        expect(
                "contour",
                """
                const of = (objective, theme) => m.contourChart(s.learningRate, s.momentum, s.places, objective, theme);
                const blueness = (o, y) => o.series[0]
                  .renderItem(null, { value: () => y, coord: (p) => p })
                  .style.fill.match(/\\d+/g).map(Number).reduce((r, _, i, all) => all[2] - all[0]);
                const key = (o) => o.series.find((x) => x.name === 'key');
                return [
                  ['light', 'dark'].map((kind) => {
                    const o = of(s.error, s.themeOf(kind));
                    return blueness(o, 0.02) > 0 && blueness(o, 0.4) < 0;
                  }),
                  key(of(s.error, t)).data.length,
                  of(s.error, t).yAxis[1].name,
                  [of(s.error, t), of(s.accuracy, t)].map((o) => o.yAxis[1].inverse),
                  of(s.error, t).series.find((x) => x.name === 'infeasible').itemStyle,
                ];
                """,
                """
                [true,true]
                40
                'validation/error (%)'
                [true,false]
                {'color':'light-trouble','borderColor':'light-paper','borderWidth':1}
                """);
    }

    @Test
    void noMeasuredThroughputExceedsPerfectScaling() {
        expect(
                "throughput",
                """
                const row = (batch, throughput) => ({ batch, throughput, secondsAStep: batch / throughput });
                const rows = [row(4, 'NaN'), row(8, 400), row(16, 1600), row(32, 2900), row(64, 3000)];
                const [perfect, measured] = m.throughputChart({ rows, saturation: 32 }, t).series;
                return [
                  perfect.data,
                  measured.data.every((d, i) => d.value[1] <= perfect.data[i][1]),
                ];
                """,
                """
                [[8,800],[16,1600],[32,3200],[64,6400]]
                true
                """);
    }

    private static void expect(String module, String statements, String expected) {
        assertThat(page.js(module, statements)).isEqualTo(expected);
    }
}
