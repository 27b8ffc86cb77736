package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The table of an experiment's runs.
class RunTableTest {
    private static final String RUNS =
            """
            const run = (name, params, metrics = {}) => ({ id: name, name, status: 'FINISHED', user: 'ada', why: '', startTime: 0, endTime: null, parent: null, trial: false, params, metrics });
            const runs = [run('b', { lr: '0.1' }, { loss: 3 }), run('a', { lr: '1e-3' }), run('c', { lr: '0.01' }, { loss: 1 })];
            const lr = { of: (r) => Number(r.params.lr) };
            const loss = { of: (r) => r.metrics.loss ?? null };
            const names = (...how) => m.arranged(runs, ...how).map((r) => r.name).join('');
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
    void paramsSortAsNumbersAndRunsWithoutAValueComeLast() {
        assertThat(
                        page.lines(
                                "parts/run-table.js",
                                RUNS
                                        + "return [names(undefined, false, null), names(lr, false, null), names(lr, true, null), names(loss, false, ''), names(loss, true, '')];"))
                .isEqualTo("'bac'\n'acb'\n'bca'\n'cba'\n'bca'\n");
    }

    @Test
    void sortAndFilterAreInTheUrlAndTheFirstTwoHundredRunsAreShown() {
        assertThat(
                        page.lines(
                                "parts/run-table.js",
                                RUNS
                                        + """
                                        const many = Array.from({ length: 450 }, (_, i) => run(`run ${i}`, { lr: String(i) }, { loss: i }));
                                        const experiment = { runs: many, params: [{ key: 'lr', values: 450 }], metrics: ['loss'], objective: null };
                                        const table = new m.RunTable();
                                        table.update(experiment);
                                        const state = () => [table.body.children.length, table.status.textContent, table.more.hidden, location.search];
                                        const first = state();
                                        table.more.click();
                                        const second = state();
                                        table.filter.value = '44';
                                        table.filter.dispatchEvent(new Event('input'));
                                        table.head.querySelectorAll('button')[4].click();
                                        const again = new m.RunTable();
                                        again.update(experiment);
                                        return [first, second, state(), [again.filter.value, again.head.querySelector('[aria-sort]').textContent]];
                                        """))
                .isEqualTo(
                        """
                        [200,'450 runs',false,'']
                        [400,'450 runs',false,'']
                        [14,'14 of 450 runs',true,'?runs=44&sort=metric+loss']
                        ['44','loss ↑']
                        """);
    }
}
