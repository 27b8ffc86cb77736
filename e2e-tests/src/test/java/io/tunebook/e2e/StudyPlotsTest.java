package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The plots of a study's trials as pure functions from a projection to an ECharts option.
class StudyPlotsTest {
    /// Six ended trials, of which the third is infeasible and the fifth diverged.
    private static final String ENDED =
            """
            const ended = [0.1, 0.2, null, 0.05, 90, 0.08].map((value, i) => ({
              trial: `t${i}`, number: i, value, reason: value == null ? 'the loss is NaN' : null,
            }));
            const look = { objective: s.loss, colour: t.series[0] };
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

    @ParameterizedTest
    @ValueSource(strings = {"history", "timeline", "edf", "rank", "all-curves"})
    void eChartsDrawsTheOptionInBothSchemes(String module) {
        String drawn =
                page.lines(
                        "charts/" + module + ".js",
                        """
                        const ended = [0.1, 0.2, null, 0.05].map((value, i) => ({ trial: `t${i}`, number: i, value }));
                        const look = { objective: s.error, colour: 'red' };
                        const bar = { trial: 'a', number: 0, state: 'infeasible', where: 'cpu', from: 5, to: 9000, value: null };
                        const points = ended.map((e, i) => ({ ...e, x: 0.01 * (i + 1), y: ['sgd', 'adam'][i % 2] }));
                        const line = { ...s.line('a', [0.3, 0.2, 0.1]), number: 0, value: 0.1, best: true };
                        const searched = { label: 'a', colour: 'red', values: [0.1, 0.3, 0.2], infeasible: 1, strong: true };
                        const make = {
                          historyChart: [(f, x) => f(ended, look, x), (f, x) => f([], look, x)],
                          timelineChart: [(f, x) => f([bar, { ...bar, state: 'running' }], look, x), (f, x) => f([], look, x)],
                          edfChart: [(f, x) => f([searched], s.error, x), (f, x) => f([], s.error, x)],
                          rankChart: [(f, x) => f(s.learningRate, s.optimizer, points, s.error, x), (f, x) => f(s.learningRate, s.optimizer, [], s.error, x)],
                          allCurvesChart: [(f, x) => f([line, { ...line, best: false }], look, x), (f, x) => f([], look, x)],
                        };
                        const name = Object.keys(make).find((n) => m[n]);
                        const [some, none] = make[name];
                        return [t, d].map((x) => {
                          const svg = draw(some(m[name], x));
                          return [svg.length > draw(none(m[name], x)).length, /NaN|undefined|Infinity/.test(svg)];
                        });
                        """);
        assertThat(drawn).isEqualTo("[true,false]\n[true,false]\n");
    }

    @Test
    void theHistoryShowsTheBestSoFarAndADivergedTrialDoesNotFlattenTheRest() {
        expect(
                "history",
                ENDED
                        + """
                        const o = m.historyChart(ended, look, t);
                        const tip = (series, i) => o.tooltip.formatter({ data: o.series[series].data[i] });
                        return [
                          [o.yAxis.min, o.yAxis.max],
                          ...o.series.map((x) => [x.name, ...x.data.map((p) => p.value ?? p)]),
                          o.series[5].data[0].trial,
                          tip(3, 0),
                          tip(1, 1),
                        ];
                        """,
                """
                [0.04,0.16]
                ['best so far',[1,0.1],[4,0.05],[6,0.05]]
                ['completed',[1,0.1],[6,0.08]]
                ['beyond the scale',[2,0.154],[5,0.154]]
                ['infeasible',[3,0.16]]
                ['completed but infeasible']
                ['best',[4,0.05]]
                't3'
                'Trial 2, 3rd to end\\ninfeasible: the loss is NaN\\nbest so far 0.1'
                'Trial 5, 6th to end\\n0.08\\nbest so far 0.05'
                """);
    }

    @Test
    void theHistoryOfAnObjectiveToMaximizeRises() {
        expect(
                "history",
                ENDED
                        + """
                        return [m.bestSoFar(ended, 'MAXIMIZE'), m.bestSoFar([], 'MAXIMIZE')];
                        """,
                """
                [[1,0.1],[2,0.2],[5,90]]
                []
                """);
    }

    @Test
    void thousandsOfTrialsAreThinnedAndEachImprovementIsKept() {
        expect(
                "history",
                """
                const many = Array.from({ length: 5000 }, (_, i) => ({ trial: `t${i}`, number: i, value: i % 10 === 9 ? null : i === 2501 ? 1 : 2 + i }));
                const o = m.historyChart(many, { objective: s.loss, colour: 'red' }, t);
                const drawn = o.series.slice(1).reduce((a, x) => a + x.data.length, 0);
                return [drawn <= 2002, m.shownOf(many, 'MINIMIZE') === drawn, o.series[3].data.length > 150, o.series[5].data.map((p) => p.trial)];
                """,
                """
                true
                true
                true
                ['t2501']
                """);
    }

    @Test
    void trialsAtOnceOnADeviceHaveLanesAndTimesStartAtTheFirst() {
        expect(
                "timeline",
                """
                const bar = (number, where, from, to, state = 'completed') => ({
                  trial: `t${number}`, number, state, where, from: 1000 * from, to: 1000 * to, value: 0.1,
                });
                const bars = [bar(0, 'gpu 0', 10, 30), bar(1, 'gpu 1', 11, 20, 'infeasible'), bar(2, 'gpu 0', 12, 15), bar(3, 'gpu 0', 15, 40, 'running')];
                const o = m.timelineChart(bars, { objective: s.error, colour: 'red' }, t);
                return [
                  m.lanesOf(bars).lanes,
                  o.xAxis.max,
                  o.series[0].data.map((x) => [x.trial, ...x.value]),
                  o.tooltip.formatter({ data: o.series[0].data[0] }).split('\\n').slice(0, 2),
                  o.tooltip.formatter({ data: o.series[0].data[2] }).split('\\n').slice(0, 2),
                ];
                """,
                """
                [{'where':'gpu 0','first':true},{'where':'gpu 0','first':false},{'where':'gpu 1','first':true}]
                30
                [['t0',0,20,0],['t2',2,5,1],['t3',5,30,1],['t1',1,10,2]]
                ['Trial 0: 10.00%','20 s on gpu 0']
                ['Trial 3: running','25 s on gpu 0']
                """);
    }

    @Test
    void theDistributionCountsInfeasibleTrialsAndRisesTowardsTheWorse() {
        expect(
                "edf",
                """
                const study = { label: 'a', colour: 'red', values: [0.3, 0.1, 0.2, 0.2], infeasible: 1, strong: true };
                const o = m.edfChart([study], s.error, t);
                return [
                  m.distribution(study, 'MINIMIZE'),
                  m.distribution(study, 'MAXIMIZE'),
                  o.tooltip.formatter([{ axisValue: 0.2 }]),
                  m.distribution({ values: Array.from({ length: 9999 }, (_, i) => i), infeasible: 1 }, 'MINIMIZE').length <= 502,
                ];
                """,
                """
                [[0.1,0.2],[0.2,0.6],[0.3,0.8]]
                [[0.3,0.2],[0.2,0.6],[0.1,0.8]]
                '20.00% or better\\n60%  a'
                true
                """);
    }

    @Test
    void theBestRankHasTheSameEndOfTheColoursInLightAndDark() {
        expect(
                "rank",
                """
                const points = [3, 1, 2, 2, 50, null].map((value, i) => ({ trial: `t${i}`, number: i, value, x: 0.01, y: ['sgd', 'adam'][i % 2] }));
                const completed = points.slice(0, 5);
                const rank = m.ranks(completed, 'MINIMIZE');
                const [light, dark] = [t, d].map((x) => m.rankChart(s.learningRate, s.optimizer, points, s.loss, x));
                const blue = (option) => option.visualMap.inRange.color.map((c) => c.match(/\\d+/g)[2] - c.match(/\\d+/g)[0] > 0);
                return [
                  completed.map((p) => rank.get(p)),
                  light.visualMap.text,
                  [blue(light).at(0), blue(light).at(-1), blue(dark).at(0), blue(dark).at(-1)],
                  light.series.slice(0, 3).map((x) => [x.name, ...x.data.map((p) => p.trial)]),
                  light.tooltip.formatter({ data: light.series[3].data[0] }),
                  light.series[4].data.map((p) => p.name),
                ];
                """,
                """
                [0.75,0,0.375,0.375,1]
                ['worst','best']
                [true,false,true,false]
                [['completed','t4','t0'],['infeasible','t5'],['completed but infeasible']]
                'Trial 1: 1, rank 1 of 5\\nlearning_rate 0.01\\noptimizer adam'
                ['10⁻³','10⁻²','10⁻¹','1']
                """);
    }

    @Test
    void curvesAreInterruptedWhereAValueIsNotFiniteAndTheBestAreStrong() {
        expect(
                "all-curves",
                """
                const line = (name, y, best, more = {}) => ({ ...s.line(name, y), number: 1, value: 0.1, best, ...more });
                const lines = [line('a', [0.5, 0.2, 0.1], true), line('b', [0.5, NaN, 0.3], false), line('c', [0.4, 0.4, NaN], false, { value: null })];
                const o = m.allCurvesChart(lines, { objective: s.error, colour: 'red' }, t);
                return [
                  ...o.series.map((x) => [x.name, x.lineStyle.width, ...x.data.map((p) => [p.trial, p.coords])]),
                  o.tooltip.formatter({ data: o.series[0].data[0] }),
                ];
                """,
                """
                ['all trials',1,['c',[[1,0.4],[2,0.4]]]]
                ['best trials',2,['a',[[1,0.5],[2,0.2],[3,0.1]]]]
                'Trial 1: infeasible'
                """);
    }

    private static void expect(String module, String statements, String expected) {
        assertThat(page.lines("charts/" + module + ".js", statements)).isEqualTo(expected);
    }
}
