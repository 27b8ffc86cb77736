package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The chart modules as pure functions from a projection to an ECharts option, in a browser without
/// a server. Their inputs are in `chart-samples.js`.
class ChartModulesTest {
    private static final Path CHARTS = Path.of("../web/src/main/resources/web/js/charts");
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
    void everyModuleIsTested() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/test/java/io/tunebook/e2e"))) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        try (Stream<Path> modules = Files.list(CHARTS)) {
            assertThat(modules.map(m -> m.getFileName().toString().replace(".js", "")))
                    .hasSizeGreaterThanOrEqualTo(16)
                    .allSatisfy(module -> assertThat(tests).contains("\"" + module + "\""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "axis-plot",
                "budget",
                "compare",
                "contour",
                "curves",
                "gain",
                "histogram",
                "importance",
                "isolation",
                "lineage",
                "parallel",
                "stability",
                "throughput"
            })
    void eChartsDrawsTheOptionWithDataAndWithoutAndItsColoursComeFromTheTheme(String module) {
        String drawn =
                js(
                        module,
                        """
                        const echarts = await import('/echarts.esm.min.js');
                        const draw = (option) => {
                          const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 300 });
                          chart.setOption({ ...option, aria: { enabled: false } });
                          const svg = chart.renderToSVGString();
                          chart.dispose();
                          return svg;
                        };
                        const neutral = (option) =>
                          JSON.stringify(option)
                            .replace(/(light|dark)-/g, '')
                            .replace(/rgb\\([^)]*\\)/g, 'sequence');
                        return s.options[module].map((make, i) => {
                          const [light, dark] = [make(t), make(s.themeOf('dark'))];
                          const svg = draw(light);
                          return {
                            drawn: svg.length > draw((s.empty[module][i] ?? s.empty[module][0])(t)).length,
                            impossible: /NaN|undefined|Infinity/.test(svg),
                            neutral: neutral(light) === neutral(dark),
                            literal: /#[0-9a-f]{3}/i.test(JSON.stringify(light)),
                          };
                        });
                        """);
        assertThat(drawn.lines())
                .isNotEmpty()
                .allMatch(
                        "{'drawn':true,'impossible':false,'neutral':true,'literal':false}"::equals);
    }

    @Test
    void theAxisPlotMarksBestOutOfScaleAndInfeasibleTrials() {
        expect(
                "axis-plot",
                """
                const o = s.options[module][0](t);
                return [
                  [o.xAxis.type, o.xAxis.min, o.xAxis.max],
                  [o.yAxis.min, o.yAxis.max, o.yAxis.interval],
                  ...o.series.map((x) => [x.type, x.name, x.symbol.slice(0, 12), ...x.data.map((d) => d.value)]),
                ];
                """,
                """
                ['value',-3,0]
                [0.01,0.07,0.01]
                ['scatter','ticks','rect',[-3,0.01],[-2,0.01],[-1,0.01],[0,0.01]]
                ['scatter','completed','circle',[-0.30103,0.05]]
                ['scatter','above the scale','triangle',[-0.0457575,0.0658]]
                ['scatter','infeasible','path://M-5,-',[0,0.07]]
                ['scatter','completed but infeasible','path://M-5,-']
                ['scatter','best three','path://M0,-1',[-2,0.02],[-1,0.03],[-1.30103,0.04]]
                """);
        expect(
                "axis-plot",
                """
                const o = s.options[module][0](t);
                const tip = (series, i) => o.tooltip.formatter({ data: o.series[series].data[i] });
                return [
                  o.series[0].data.map((d) => d.name),
                  o.yAxis.axisLabel.formatter(0.025),
                  tip(1, 0),
                  tip(3, 0),
                ];
                """,
                """
                ['10⁻³','10⁻²','10⁻¹','1']
                '3'
                'Trial 3\\nlearning_rate 0.5\\n5.00% at step 30'
                'Trial 5\\nlearning_rate 1\\ninfeasible: the loss became NaN'
                """);
    }

    @Test
    void theAxisPlotOfACategoricalHasACategoryAxisAndOneToMaximizeIsClampedBelow() {
        expect(
                "axis-plot",
                """
                const words = {
                  ...s.optimizer,
                  top: ['a'],
                  infeasible: [],
                  points: [
                    { trial: 'a', number: 0, x: 'adam', y: 0.98 },
                    { trial: 'b', number: 1, x: 'sgd', y: 0.97 },
                    { trial: 'c', number: 2, x: 'sgd', y: 0.1 },
                  ],
                };
                const range = m.sharedRange([words], s.accuracy);
                const o = m.axisPlot(words, { objective: s.accuracy, range, colour: 'red' }, t);
                return [
                  range,
                  o.xAxis.type,
                  o.xAxis.data,
                  ...o.series.map((x) => [x.name, ...x.data.map((d) => d.value)]),
                ];
                """,
                """
                {'min':0.955,'max':0.985,'step':0.005}
                'category'
                ['sgd','adam']
                ['completed',['sgd',0.97]]
                ['above the scale',['sgd',0.9571]]
                ['infeasible']
                ['completed but infeasible']
                ['best three',['adam',0.98]]
                """);
    }

    @Test
    void theSharedRangeOmitsTheWorseHalfOfTheTrials() {
        expect(
                "axis-plot",
                """
                const of = (ys, objective = s.loss) =>
                  m.sharedRange([{ points: ys.map((y) => ({ y })) }], objective);
                return [
                  of([]),
                  of([0.02, 0.03, 0.05, 0.9]),
                  of([0.5]),
                  of([NaN, 1, 2, Infinity]),
                  of([-3, -1, -2]),
                  of([0.86, 0.87, 0.89, 0.91, 0.1], s.accuracy),
                  of([1, 0.999, 0.998], s.accuracy),
                ];
                """,
                """
                {'min':0,'max':1,'step':0.25}
                {'min':0,'max':0.1,'step':0.02}
                {'min':0.45,'max':0.55,'step':0.025}
                {'min':0.8,'max':2.2,'step':0.2}
                {'min':-3.5,'max':-0.5,'step':0.5}
                {'min':0.82,'max':0.92,'step':0.02}
                {'min':0.9975,'max':1,'step':0.0005}
                """);
    }

    @Test
    void theBudgetPlotHasALogAxisOfTrialsAndABandWithinTheScale() {
        expect(
                "budget",
                """
                const o = s.options[module][0](t);
                const band = o.series[0].renderItem(null, { coord: (p) => p }).shape.points;
                return [
                  [o.xAxis.type, o.xAxis.logBase, o.xAxis.min, o.xAxis.max],
                  [o.yAxis.min, o.yAxis.max],
                  o.series.map((x) => [x.type, x.name]),
                  o.series[1].data,
                  band.length,
                  band[0],
                  band.at(-1),
                  o.tooltip.trigger,
                  o.tooltip.formatter([{ axisValue: 2.2 }]),
                  o.yAxis.axisLabel.formatter(0.05),
                ];
                """,
                """
                ['log',2,1,4]
                [0,0.125]
                [['custom','band'],['line','expected best'],['scatter','ticks']]
                [[1,0.1],[2,0.05],[3,0.0333333],[4,0.025]]
                8
                [1,0.08]
                [1,0.12]
                'axis'
                '2 trials: 5.00%\\n4.00% to 6.00%'
                '5.0'
                """);
    }

    @Test
    void aBudgetPlotOfThousandsOfTrialsIsSampledAndKeepsItsLastPoint() {
        expect(
                "budget",
                """
                const points = Array.from({ length: 1001 }, (_, i) => ({
                  budget: i + 1,
                  median: 1,
                  low: 1,
                  high: 1,
                }));
                const o = m.budgetChart({ points }, s.loss, 'red', t);
                return [o.series[1].data.length, o.series[1].data.at(-1), o.yAxis.min, o.yAxis.max];
                """,
                """
                335
                [1001,1]
                0.9
                1.1
                """);
    }

    @Test
    void compareMarksNaNValuesBeyondTheScaleAndTheBestCheckpoint() {
        expect(
                "compare",
                """
                const lines = [
                  s.line('a', [0.5, 0.1, 0.2], { bestStep: 2 }),
                  s.line('b', [0.4, NaN, 0.3], { nans: [0, 1, 0] }),
                  s.line('c', [5000, Infinity, 5000], { failed: true }),
                  s.line('d', [0.3, 0.3, 0.3], { kind: 'training' }),
                ];
                const o = m.compareChart(lines, s.view, t);
                return [
                  [o.yAxis.type, o.yAxis.min, o.yAxis.max],
                  [o.xAxis.type, o.xAxis.min, o.xAxis.max],
                  ...o.series.map((x) => [
                    x.type,
                    x.name,
                    ...x.data.map((d) => d.what ?? d),
                    x.markPoint?.data[0].coord,
                    x.lineStyle?.type,
                  ]),
                ];
                """,
                """
                ['value',0.1,0.5]
                ['value',1,3]
                ['line','a',[1,0.5],[2,0.1],[3,0.2],[2,0.1],'solid']
                ['line','b',[1,0.4],[2,null],[3,0.3],'undefined','solid']
                ['scatter','b: not on the scale','is NaN','undefined','undefined']
                ['line','c',[1,5000],[2,null],[3,5000],'undefined','solid']
                ['scatter','c: not on the scale','reaches 5000, beyond the scale','is infinite','reaches 5000, beyond the scale','undefined','undefined']
                ['line','d',[1,0.3],[2,0.3],[3,0.3],'undefined',[2,3]]
                """);
    }

    @Test
    void compareSmoothsOnLogAxesAndShowsTheRawLine() {
        expect(
                "compare",
                """
                const o = s.options[module][1](t);
                const zoomed = m.compareChart(
                  [s.line('a', [0.5, 0, 0.2])],
                  { ...s.view, logY: true, whole: true, x: 'time', from: 1.5, to: 2.5 },
                  t
                );
                return [
                  [o.yAxis.type, o.yAxis.min, o.yAxis.max, o.xAxis.type, o.xAxis.min],
                  ...o.series.map((x) => [x.name, x.data, x.lineStyle.opacity]),
                  [
                    zoomed.yAxis.min,
                    zoomed.series[0].data,
                    zoomed.dataZoom[0].startValue,
                    zoomed.dataZoom[0].endValue,
                    zoomed.xAxis.axisLabel.formatter(75),
                  ],
                ];
                """,
                """
                ['log',0.0945455,0.5368,'log',1]
                ['a raw',[[1,0.5],[2,0.1],[3,0.2]],0.22]
                ['a',[[1,0.5],[2,0.25],[3,0.22449]],'undefined']
                [0.2,[[1,0.5],[2,null],[3,0.2]],1.5,2.5,'75 s']
                """);
    }

    @Test
    void compareListsTheLowestFirstAndAtMostTwelve() {
        expect(
                "compare",
                """
                const o = m.compareChart([s.line('a', [0.5, 0.1, 0.2])], s.view, t);
                const under = Array.from({ length: 14 }, (_, i) => ({
                  axisValue: 2,
                  seriesName: `l${i}`,
                  data: [2, (14 - i) / 100],
                }));
                return [
                  o.tooltip.formatter(under),
                  o.tooltip.formatter([{ axisValue: 2, seriesName: 'a raw', data: [2, 1] }]),
                  o.tooltip.formatter([
                    { axisValue: 2, seriesName: 'a: not on the scale', data: { what: 'is NaN', value: [2, 1] } },
                  ]),
                ];
                """,
                """
                '2\\n1%  l13\\n2%  l12\\n3%  l11\\n4%  l10\\n5%  l9\\n6%  l8\\n7%  l7\\n8%  l6\\n9%  l5\\n10%  l4\\n11%  l3\\n12%  l2\\nand 2 more'
                ''
                '2\\na is NaN'
                """);
    }

    @Test
    void theContourPlacesTrialsOnEachScaleAndMarksInfeasibleOnes() {
        expect(
                "contour",
                """
                const o = s.options[module][0](t);
                const [u, v, w] = [m.place(s.learningRate), m.place(s.momentum), m.place(s.optimizer)];
                return [
                  o.series.map((x) => [x.type, x.name]),
                  o.series.slice(1, 5).map((x) => [x.name, ...x.data.map((d) => [d.trial, ...d.value])]),
                  [u(0.001), u(1), v(0.9), v(0.999), w('sgd'), w('adam')],
                  o.xAxis.map((x) => [x.name, x.min, x.max]),
                  o.yAxis.map((y) => [y.name, y.min, y.max, y.inverse]),
                  o.series.slice(-2).map((x) => x.data.map((d) => [d.name, ...d.value])),
                  o.tooltip.formatter({ data: o.series[2].data[0] }),
                ];
                """,
                """
                [['custom','surface'],['scatter','trials'],['scatter','infeasible'],['scatter','completed but infeasible'],['scatter','best three'],['custom','key'],['scatter','ticks'],['scatter','ticks of y']]
                [['trials',['d',0.984748,0.666667]],['infeasible',['e',1,1]],['completed but infeasible'],['best three',['a',0.333333,0],['b',0.666667,0.333333],['c',0.899657,0.666667]]]
                [0,1,0.333333,1,0.25,0.75]
                [['learning_rate',0,1],['undefined',0,1]]
                [['momentum',0,1,'undefined'],['validation/error (%)',0.02,0.08,true]]
                [[['10⁻³',0,0],['10⁻²',0.333333,0],['10⁻¹',0.666667,0],['1',1,0]],[['0',0,0],['0.9',0,0.333333],['0.99',0,0.666667],['0.999',0,1]]]
                'Trial 4: infeasible\\nlearning_rate 1\\nmomentum 0.999'
                """);
    }

    @Test
    void theContourColoursCellsAndTrialsByTheObjectiveClampedToTheBetterHalf() {
        expect(
                "contour",
                """
                const of = (objective, theme) =>
                  m.contourChart(s.learningRate, s.momentum, s.places, objective, theme);
                const light = of(s.error, t);
                const [map, dots, crosses, , stars] = light.series;
                const cell = [3, 6, 0.02];
                const drawn = map.renderItem(null, {
                  value: (i) => cell[i],
                  coord: ([x, y]) => [360 * x, 360 * (1 - y)],
                });
                const fill = (o, y) =>
                  o.series[0].renderItem(null, { value: () => y, coord: (p) => p }).style.fill;
                const dark = of(s.error, s.themeOf('dark'));
                const more = of(s.accuracy, t);
                return [
                  map.data.length > 50,
                  drawn,
                  [0.02, 0.05, 0.4].map((y) => fill(light, y)),
                  [0.02, 0.4].map((y) => fill(dark, y)),
                  [0.02, 0.5].map((y) => fill(more, y)),
                  more.series[4].data.map((d) => d.trial),
                  dots.data[0].itemStyle,
                  [crosses, stars].map((x) => x.symbol.slice(0, 12)),
                  [0, 0.25, 0.5, 0.75, 1].map(
                    m.contourChart(s.optimizer, s.momentum, [], s.error, t).xAxis[0].axisLabel.formatter
                  ),
                ];
                """,
                """
                true
                {'type':'rect','shape':{'x':30,'y':290,'width':10.5,'height':10.5},'style':{'fill':'rgb(0, 48, 112)','opacity':0.85}}
                ['rgb(0, 48, 112)','rgb(122, 124, 124)','rgb(170, 148, 84)']
                ['rgb(150, 204, 255)','rgb(128, 112, 66)']
                ['rgb(170, 148, 84)','rgb(0, 48, 112)']
                ['b','c','d']
                {'color':'rgb(170, 148, 84)','borderColor':'light-paper','borderWidth':1}
                ['path://M-5,-','path://M0,-1']
                ['','sgd','','adam','']
                """);
    }

    @Test
    void theSurfaceIsTheMeanOfNearTrialsAndEmptyWithoutAny() {
        expect(
                "contour",
                """
                const one = m.surface([{ u: 0.5, v: 0.5, y: 3 }], 10);
                const two = m.surface(
                  [
                    { u: 0.05, v: 0.05, y: 1 },
                    { u: 0.95, v: 0.95, y: 2 },
                  ],
                  10
                );
                const at = (cells, i, j) => cells.find((c) => c[0] === i && c[1] === j)?.[2];
                return [
                  m.surface([], 10).length,
                  one.length,
                  one.every((c) => Math.abs(c[2] - 3) < 1e-9),
                  at(one, 0, 0),
                  at(two, 0, 0),
                  at(two, 9, 9),
                  at(two, 0, 9),
                ];
                """,
                """
                0
                16
                true
                'undefined'
                1
                2
                'undefined'
                """);
    }

    @Test
    void curvesAreSolidOrDottedWithGapsAndTheBestIsLabelledAndMarked() {
        expect(
                "curves",
                """
                const o = s.options[module][0](t);
                return [
                  [o.yAxis.min, o.yAxis.max, o.xAxis.max, o.yAxis.axisLabel.formatter(0.1)],
                  ...o.series.slice(0, 4).map((x) => [
                    x.type,
                    x.name,
                    x.data,
                    x.lineStyle?.type,
                    x.lineStyle?.opacity,
                    x.markPoint?.data[0].coord,
                  ]),
                ];
                """,
                """
                [0,0.3,30,'10']
                ['line','adam, trial 0, validation',[[10,0.5],[20,0.03],[30,0.04]],'solid',1,[20,0.03]]
                ['line','adam, trial 0, training',[[10,0.4],[20,0.02],[30,0.01]],[2,3],1,'undefined']
                ['line','sgd, trial 7, validation',[[10,0.6],[20,null],[30,0.2]],'solid',0.4,'undefined']
                ['line','sgd, trial 7, training',[],[2,3],0.4,'undefined']
                """);
        expect(
                "curves",
                """
                const [a, b] = [s.curveLines[0], { ...s.curveLines[0], trial: 'b' }];
                const o = m.curvesChart([a, b], { objective: s.error, labelled: (l) => l.trial }, t);
                const best = o.series.at(-1).data.map((d) => [d.name, d.value, d.label.offset[1]]);
                return [
                  best,
                  m.curvesRows(s.curveLines, s.error),
                  m.curvesChart([a], { objective: s.accuracy }, t).yAxis.max,
                ];
                """,
                """
                [['a',[30,0.04],0],['b',[30,0.04],14]]
                [['adam, trial 0','4.00%','1.00%','20 steps'],['sgd, trial 7','20.00%','–','10 steps']]
                0.04
                """);
    }

    @Test
    void theLastStepIsWholeOnTheAxisOfANarrowChart() {
        expect(
                "curves",
                """
                const echarts = await import('/echarts.esm.min.js');
                const room = (option, width) => {
                  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height: 200 });
                  chart.setOption({ ...option, aria: { enabled: false } });
                  const last = /translate\\(([0-9.]+) [0-9.]+\\)[^>]*>1,200</.exec(chart.renderToSVGString());
                  chart.dispose();
                  return last != null && width - Number(last[1]) >= 20;
                };
                const curve = s.curve([0, 600, 1200], [0.9, 0.5, 0.4]);
                const line = { ...s.curveLines[0], validation: curve, training: curve };
                return [290, 370].flatMap((width) => [
                  room(m.metricChart('training/loss', curve, 'red', t), width),
                  room(m.curvesChart([line], { objective: s.error }, t), width),
                ]);
                """,
                """
                true
                true
                true
                true
                """);
    }

    @Test
    void aCurveOfASinglePointShowsThePoint() {
        expect(
                "curves",
                """
                const line = { ...s.curveLines[0], validation: s.curve([10], [0.5]), training: s.curve([], []) };
                return m.curvesChart([line], { objective: s.error }, t).series.slice(0, 2).map((x) => x.showSymbol);
                """,
                """
                true
                false
                """);
    }

    @Test
    void theCurvesEndInsideTheScaleAndTheirLabelsDoNotOverlap() {
        expect(
                "curves",
                """
                const ending = (trial, y, best = true) => ({
                  ...s.curveLines[0],
                  trial,
                  best,
                  validation: s.curve([10, 20], [9, y]),
                  training: s.curve([], []),
                });
                const top = (...lines) => m.curvesChart(lines, { objective: s.error }, t).yAxis.max;
                const offsets = (objective) =>
                  m
                    .curvesChart(
                      [ending('a', 0.1), ending('b', 0.2), ending('c', 0.101), ending('d', 0.1, false)],
                      { objective },
                      t
                    )
                    .series.at(-1)
                    .data.map((d) => [d.value[1], Math.round(d.label.offset[1])]);
                const few = m.metricChart('m', s.curve([1], [1]), 'red', t).series[0].showSymbol;
                const many = m.metricChart('m', s.curve(Array(50).fill(1), Array(50).fill(1)), 'red', t).series[0]
                  .showSymbol;
                const [strong, , faint] = s.options[module][0](t).series.map((x) => x.lineStyle);
                return [
                  top(ending('a', 0.1), ending('b', 0.02)),
                  top(ending('a', 9)),
                  top(ending('a', NaN)),
                  top(ending('a', 0.1, false)),
                  offsets(s.error),
                  offsets(s.accuracy),
                  few,
                  many,
                  strong,
                  faint,
                ];
                """,
                """
                0.14
                10
                1
                0.12
                [[0.2,0],[0.101,0],[0.1,12]]
                [[0.2,0],[0.101,0],[0.1,12]]
                true
                false
                {'color':'of-adam','width':2,'type':'solid','opacity':1}
                {'color':'of-sgd','width':1,'type':'solid','opacity':0.4}
                """);
    }

    @Test
    void aMetricThatSpansDecadesHasALogAxis() {
        expect(
                "curves",
                """
                const axis = (...values) =>
                  m.metricChart(
                    'm',
                    s.curve(
                      values.map((_, i) => i),
                      values
                    ),
                    'red',
                    t
                  ).yAxis.type;
                const o = m.metricChart('m', s.curve([1, 2], [NaN, 2]), 'red', t);
                return [
                  axis(1, 100),
                  axis(1, 10),
                  axis(0, 100),
                  axis(-1, 100),
                  axis(),
                  o.series[0].data,
                  o.tooltip.formatter([{ axisValue: 1.8 }]),
                ];
                """,
                """
                'log'
                'value'
                'value'
                'value'
                'value'
                [[1,null],[2,2]]
                'step 2\\nm: 2'
                """);
    }

    @Test
    void theHistogramIsOnALogAxisWithItsNinetiethPercentileMarked() {
        expect(
                "histogram",
                """
                const o = s.options[module][0](t);
                const [series] = o.series;
                const drawn = series.renderItem(null, {
                  value: (i) => series.data[0][i],
                  coord: ([x, y]) => [10 * x, 100 - y],
                });
                return [
                  [o.xAxis.type, o.xAxis.min, o.xAxis.max, o.yAxis.min],
                  series.data,
                  series.markLine.data,
                  series.markLine.label.formatter(),
                  drawn.shape,
                  drawn.style,
                  o.tooltip.formatter([{ axisValue: 5 }]),
                  m.histogramRows(s.histogram),
                ];
                """,
                """
                ['log',0.1,10,0]
                [[0.1,1,3],[1,10,1200]]
                [{'xAxis':8}]
                '90th percentile 8'
                {'x':1.5,'y':97,'width':8,'height':3}
                {'fill':'of-the-study'}
                '1 to 10\\n1,200 steps'
                {'head':['From','To','Steps'],'rows':[['0.1','1',3],['1','10',1200]]}
                """);
    }

    @Test
    void theImportanceListsSinglesBeforePairsTheLargestOnTop() {
        expect(
                "importance",
                """
                const o = s.options[module][0](t);
                const namesakes = ['momentum[optimizer=sgd]', 'momentum[optimizer=adam]'].map((p) => ({
                  parameters: [p],
                  share: 0.1,
                  deviation: 0,
                }));
                const many = Array.from({ length: 20 }, (_, i) => ({
                  parameters: [`p${i}`],
                  share: 0.05,
                  deviation: 0,
                }));
                return [
                  o.series[0].type,
                  o.yAxis.data,
                  o.series[0].data.map((d) => [d.value, d.itemStyle.color]),
                  o.series[0].label.formatter({ data: o.series[0].data[0] }),
                  [o.xAxis.max, o.xAxis.interval],
                  o.tooltip.formatter({ data: o.series[0].data[2] }),
                  m.importanceRows({ single: namesakes, pairs: [] }).map((r) => r.name),
                  m.importanceRows({ single: many, pairs: [] }).length,
                  m.importanceKnown({ single: many, explained: 0.5, floor: 0.2 }),
                  m.importanceKnown({ single: many, explained: 0.1, floor: 0.2 }),
                  m.importanceUnknown({ single: many, trials: 40, explained: 0.1, floor: 0.2 }),
                ];
                """,
                """
                'bar'
                ['learning_rate with momentum','momentum','learning_rate']
                [[0.1,'light-axis'],[0.2,'light-accent'],[0.6,'light-accent']]
                '10%'
                [0.6,0.2]
                'learning_rate: 60% of the variance, ± 5.0% standard error, 24 trials'
                ['momentum[optimizer=sgd]','momentum[optimizer=adam]']
                12
                true
                false
                'Importance not known: the hyperparameters explain 10% of the differences in cross-validation, and 40 trials need 20%.'
                """);
    }

    @Test
    void theIsolationPlotHasARowForEachValueWithBestBandTrialsAndReruns() {
        expect(
                "isolation",
                """
                const o = s.options[module][0](t);
                const tip = (i) => o.tooltip.formatter({ data: o.series[i].data[0] });
                return [
                  o.yAxis.data,
                  o.yAxis.axisLabel.formatter('sgd', 0),
                  o.xAxis.min,
                  o.xAxis.max,
                  ...o.series.map((x) => [x.name, ...x.data.map((d) => d.value)]),
                  tip(0), tip(1), tip(2), tip(3),
                  m.beyond(s.isolation.points, m.isolationRange(s.isolation.points, s.error)),
                ];
                """,
                """
                ['sgd','adam']
                'sgd\\n{best|3.00%}'
                0.025
                0.055
                ['best of a repeated search',[0.03,0,0.034]]
                ['other trials',[0.035,0]]
                ['reruns of the best',[0.031,0],[0.032,0]]
                ['best trial',[0.03,0],[0.04,1]]
                'sgd: the best of a repeated search\\n3.00% to 3.40% (95%)'
                '3.50%\\ntrial 2'
                '3.10%\\na rerun of the best with a new seed'
                'sgd: 3.00%\\ntrial 0, best of 12'
                1
                """);
    }

    @Test
    void theIsolationPlotsAxisFitsItsDataInBothDirections() {
        expect(
                "isolation",
                """
                const p = (y, low, high, ...others) =>
                  ({ y, low, high, reruns: [], others: others.map((o) => ({ y: o })) });
                const r = (points, o) => Object.values(m.isolationRange(points, o));
                return [
                  r([p(0.91, 0.9, 0.91, 0.905, 0.1)], s.accuracy),
                  r([p(0.9, null, null)], s.accuracy),
                  r([p(2, 2, 4, 3, 5, 6, 1e9)], { ...s.error, unit: 'none' }),
                ];
                """,
                """
                [0.885,0.915,0.005]
                [0.8,1,0.05]
                [1,6,1]
                """);
    }

    @Test
    void theRerunsAreDotsWithMeanAndDeviationAndTheGainAnIntervalAgainstZero() {
        expect(
                "gain",
                """
                const [values, gain] = s.options[module].map((draw) => draw(t));
                return [
                  values.yAxis.data,
                  ...values.series.map((x) => [x.name, ...x.data.map((d) => d.value ?? d)]),
                  values.tooltip.formatter({ data: values.series[1].data[2] }),
                  gain.series.map((x) => [x.name, ...x.data.map((d) => d.value ?? d)]),
                  gain.series[1].data[0].itemStyle.color,
                  gain.series[1].markLine.data,
                  gain.tooltip.formatter(),
                  ['fine', 'look', 'trouble'].map((_, i) =>
                    m.gainChart({ estimate: 0, low: [1, -1, -2][i], high: [2, 1, -1][i] }, s.error, t).series[1].data[0].itemStyle.color),
                ];
                """,
                """
                ['candidate','the baseline']
                ['mean and standard deviation',[0.026,0,0.0014],[0.03,1,0]]
                ['reruns',[0.025,0],[0.027,0],[0.03,1]]
                'rerun of the baseline\\n3.00%'
                [['95% interval',[0.001,0,0.007]],['gain',[0.004,0]]]
                'light-fine'
                [{'xAxis':0}]
                'gain +0.4 (0.40 points)\\n95% interval +0.1 to +0.7'
                ['light-fine','light-look','light-trouble']
                """);
    }

    @Test
    void theLineageIsAStepLineAndCandidatesThatWereNotLaunchedAreHollow() {
        expect(
                "lineage",
                """
                const o = s.options[module][0](t);
                return [
                  m.steps(s.launches).map((x) => [x.at, x.kind, x.live]),
                  o.xAxis.data,
                  o.yAxis.min,
                  o.yAxis.max,
                  ...o.series.map((x) => [x.type, x.step, ...x.data.map((d) => [...d.value, d.text])]),
                  o.tooltip.formatter([{ data: o.series[0].data[0] }]),
                  m.steps([]),
                ];
                """,
                """
                [[10,'LAUNCH',0.03],[20,'HOLD',0.03],[30,'LAUNCH',0.02],[40,'REVERT',0.03]]
                ['round 1','round 2','round 3','round 3']
                0.015
                0.035
                ['line','end',[0,0.03,'first launch'],[1,0.03,''],[2,0.02,'1.00 points'],[3,0.03,'reverted']]
                ['scatter','undefined',[1,0.025,'held: 0.50 points']]
                'candidate a: 3.00%\\nfirst launch'
                []
                """);
    }

    @Test
    void theParallelChartClampsTheWorstAndDrawsTheBestLast() {
        expect(
                "parallel",
                """
                const o = s.options[module][0](t);
                return [
                  o.parallelAxis.map((a) => [a.name, a.type, a.min, a.max, a.inverse, a.data]),
                  o.series.data.map((d) => [d.trial, d.value, d.lineStyle.width]),
                  o.series.type,
                  o.parallelAxis[0].axisLabel.formatter(-2),
                  o.parallelAxis[1].axisLabel.formatter(2),
                  o.tooltip.formatter({ data: o.series.data[0] }),
                  m
                    .parallelChart([s.learningRate, s.momentum, s.optimizer], s.parallelTrials, s.accuracy, t)
                    .series.data.map((d) => [d.trial, d.value.at(-1)]),
                  o.series.data.map((d) => d.lineStyle),
                  o.parallelAxis.at(-1).axisLabel.formatter(0.05),
                  m
                    .parallelChart(
                      [],
                      Array.from({ length: 301 }, (_, i) => ({ trial: `t${i}`, number: i, value: i, x: [] })),
                      s.loss,
                      t
                    )
                    .series.data.filter((_, i) => i % 150 === 0)
                    .map((d) => d.lineStyle.opacity),
                ];
                """,
                """
                [['learning_rate','value',-3,0,'undefined','undefined'],['momentum','value',0,3,'undefined','undefined'],['optimizer','category','undefined','undefined','undefined',['sgd','adam']],['validation/error','undefined',0.02,0.05,true,'undefined']]
                [['c',[0,'-','sgd',0.05],2],['b',[-1,2,'sgd',0.03],2],['a',[-2,1,'adam',0.02],2]]
                'parallel'
                '0.01'
                '0.99'
                'Trial 2: 90.00%\\nlearning_rate 1\\nmomentum –\\noptimizer sgd'
                [['a',0.02],['b',0.03],['c',0.9]]
                [{'color':'rgb(170, 148, 84)','type':[4,3],'width':2,'opacity':0.2},{'color':'rgb(122, 124, 124)','type':'solid','width':2,'opacity':0.375},{'color':'rgb(0, 48, 112)','type':'solid','width':2,'opacity':0.9}]
                '≥5%'
                [0.12,0.2075,0.82]
                """);
    }

    @Test
    void robustRangesIgnoreSpikesAndSmoothingLeavesGaps() {
        expect(
                "robust",
                """
                const flat = (y, n = 100) => ({ low: Array(n).fill(y), high: Array(n).fill(y) });
                const spike = { low: [...Array(99).fill(1), 1], high: [...Array(99).fill(2), 1e9] };
                return [
                  m.robustRange([]),
                  m.robustRange([{ low: [NaN], high: [NaN] }]),
                  m.robustRange([{ low: [-1], high: [-1] }], true),
                  m.robustRange([spike]),
                  m.robustRange([flat(1), flat(1.1), flat(0.9), flat(1), flat(1.2), flat(0.8), flat(5000)]),
                  m.robustRange([flat(2)]),
                  [0, 0.25, 0.5, 0.75, 1].map((q) => m.quantile([1, 2, 4], q)),
                  m.robustRange([flat(1), flat(1.1), flat(1.35), flat(9)]),
                  m.robustRange([{ low: [1, 1, 1], high: [2, 2, 1e9] }]),
                  m.smoothed([1, NaN, 3], 0.5),
                  m.smoothed([1, 2], 0),
                  m.smoothed([], 0.5),
                ];
                """,
                """
                null
                null
                null
                {'min':1,'max':2}
                {'min':0.8,'max':1.2}
                {'min':1.8,'max':2.2}
                [1,1.5,2,3,4]
                {'min':1,'max':9}
                {'min':1,'max':42}
                [1,'NaN',2.33333]
                [1,2]
                []
                """);
    }

    @Test
    void scalesPutTheirTicksAtPowersOfTenNinesAndRoundNumbers() {
        expect(
                "scale",
                """
                const ticks = (plot) => m.scaleOf(plot).ticks.map((k) => [k.at, k.text]);
                const plot = (scale, low, high) => ({ name: 'p', scale, low, high });
                return [
                  ticks(plot('log', 0.001, 1)),
                  ticks(plot('log', 0.003, 0.3)),
                  ticks(plot('log-int', 1, 1000)),
                  ticks(s.momentum),
                  ticks(plot('linear', 0, 1)),
                  ticks(plot('int', 1, 8)),
                ];
                """,
                """
                [[-3,'10⁻³'],[-2,'10⁻²'],[-1,'10⁻¹'],[0,'1']]
                [[-2.52288,'0.003'],[-2,'0.01'],[-1.52288,'0.03'],[-1,'0.1'],[-0.522879,'0.3']]
                [[0,'1'],[1,'10'],[2,'100'],[3,'1,000']]
                [[0,'0'],[1,'0.9'],[2,'0.99'],[3,'0.999']]
                [[0,'0'],[0.25,'0.25'],[0.5,'0.5'],[0.75,'0.75'],[1,'1']]
                [[1,'1'],[4,'4'],[6,'6'],[8,'8']]
                """);
        expect(
                "scale",
                """
                const [log, nines, words, straight] = [
                  s.learningRate,
                  s.momentum,
                  s.optimizer,
                  { name: 'p', scale: 'linear', low: 0, high: 1 },
                ].map(m.scaleOf);
                return [
                  [log.min, log.max, log.to('0.1')],
                  [nines.min, nines.max, nines.to(0.99)],
                  [words.category, words.values, words.to('sgd')],
                  straight.to('0.5'),
                  m.printed(s.learningRate)(-2.5),
                  m.printed(s.momentum)(2),
                  m.printed({ name: 'p', scale: 'int' })(3.14159),
                ];
                """,
                """
                [-3,0,-1]
                [0,3,2]
                [true,['sgd','adam'],'sgd']
                0.5
                '0.0032'
                '0.99'
                '3.14'
                """);
    }

    @Test
    void theColourScaleRunsFromDarkToLightAndSharesAreByDecades() {
        expect(
                "sequence",
                """
                return [
                  m.sequence(0, false),
                  m.sequence(1, false),
                  m.sequence(0, true),
                  m.sequence(1, true),
                  m.sequence(2, true) === m.sequence(1, true),
                  m.sequence(-1, true) === m.sequence(0, true),
                  [1, 10, 100].map(m.shareOf([1, 100, NaN])),
                  [1, 2, 3].map(m.shareOf([1, 3])),
                  m.shareOf([2, 2])(2),
                  m.shareOf([])(1),
                ];
                """,
                """
                'rgb(0, 48, 112)'
                'rgb(201, 184, 96)'
                'rgb(90, 98, 116)'
                'rgb(240, 217, 70)'
                true
                true
                [0,0.5,1]
                [0,0.5,1]
                0.5
                0.5
                """);
    }

    @Test
    void divergedRatesAreCrossesAtTheTopAndALineMarksTheFirstUnstableRate() {
        expect(
                "stability",
                """
                const o = s.options[module][0](t);
                const stable = m.ratesChart({ ...s.probe, unstable: 'NaN' }, t);
                const all = m.ratesChart(
                  { rates: [{ rate: 1, loss: 'NaN', verdict: 'DIVERGED' }], best: null, unstable: 1 },
                  t
                );
                const look = (d) => [...d.value, d.symbol.slice(0, 6), d.symbolSize, d.itemStyle.color];
                return [
                  [o.xAxis.type, o.xAxis.min, o.xAxis.max, o.yAxis.type, o.yAxis.min, o.yAxis.max],
                  o.series[0].data.map(look),
                  o.series[0].markLine.data,
                  stable.series[0].markLine,
                  all.series[0].data.map(look),
                  [0.011, 0.9].map((axisValue) => o.tooltip.formatter([{ axisValue }])),
                ];
                """,
                """
                ['log',0.01,1,'log',0.133333,1]
                [[0.01,0.5,'circle',8,'light-accent'],[0.1,0.2,'circle',13,'light-accent'],[1,1,'path:/',8,'light-trouble']]
                [{'xAxis':1}]
                'undefined'
                [[1,10,'path:/',8,'light-trouble']]
                ['learning rate 0.01\\nstable, loss 0.5','learning rate 1\\ndiverged']
                """);
        expect(
                "stability",
                """
                const o = s.options[module][1](t);
                return [
                  o.xAxis.type,
                  o.xAxis.data,
                  o.series[0].type,
                  o.series[0].data,
                  o.yAxis.min,
                  o.tooltip.formatter([{ dataIndex: 1 }]),
                ];
                """,
                """
                'category'
                ['0.32','3.2']
                'bar'
                [4,6]
                0
                '1 to 10: 6 steps'
                """);
    }

    @Test
    void throughputHasLogTwoAxesAndThePerfectScalingLine() {
        expect(
                "throughput",
                """
                const o = s.options[module][0](t);
                const one = m.throughputChart({ rows: s.sizes.rows.slice(0, 1), saturation: null }, t);
                return [
                  [o.xAxis.type, o.xAxis.logBase, o.xAxis.min, o.xAxis.max],
                  [o.yAxis.type, o.yAxis.min, o.yAxis.max],
                  o.series.map((x) => [x.type, x.name, ...x.data.map((d) => d.value ?? d)]),
                  o.series[1].data.map((d) => [d.symbolSize, d.itemStyle.color]),
                  [one.xAxis.min, one.xAxis.max],
                  o.tooltip.formatter([{ axisValue: 17 }]),
                  o.series.slice(2).map((x) => x.data.map((d) => d.name)),
                ];
                """,
                """
                ['log',2,16,64]
                ['log',512,4096]
                [['line','perfect scaling',[16,1000],[32,2000],[64,4000]],['line','measured',[16,1000],[32,1900],[64,2000]],['scatter','ticks',[16,512],[32,512],[64,512]],['scatter','ticks of y',[16,512],[16,1024],[16,2048],[16,4096]]]
                [[7,'light-accent'],[12,'light-look'],[7,'light-accent']]
                [16,32]
                'batch size 16\\n1000 examples per second, 100% of perfect scaling\\n16 ms per step'
                [['16','32','64'],['512','1,024','2,048','4,096']]
                """);
    }

    @Test
    void theThemeReadsTheTokensOfThePageAndTheCommonOptionsOfCharts() {
        expect(
                "theme",
                """
                const style = document.createElement('style');
                style.textContent = ':root { --ink: rgb(1, 2, 3); --series-6: rgb(4, 5, 6); font-family: Mono; }';
                document.head.append(style);
                const before = document.body.childNodes.length;
                const read = m.theme(document.body);
                return [
                  read.ink,
                  read.series[5],
                  read.series.length,
                  read.font,
                  read.dark,
                  document.body.childNodes.length - before,
                  Object.keys(read).sort().join() === Object.keys(t).sort().join(),
                  m.base(t).animation,
                  m.base(t).aria.enabled,
                  m.base(t).tooltip.renderMode,
                  m.blank(t).series,
                  m.valueAxis(t, { min: 3 }).min,
                  m.valueAxis(t).splitLine.lineStyle.color,
                  m.stepAxis(t, { type: 'log' }).type,
                  m.stepAxis(t).axisLine.onZero,
                ];
                """,
                """
                'rgb(1, 2, 3)'
                'rgb(4, 5, 6)'
                6
                'Mono'
                false
                0
                true
                false
                true
                'richText'
                []
                3
                'light-grid'
                'log'
                false
                """);
    }

    /// @param expected the result of [#js]
    private static void expect(String module, String statements, String expected) {
        assertThat(js(module, statements)).isEqualTo(expected);
    }

    private static String js(String module, String statements) {
        return page.js(module, statements);
    }
}
