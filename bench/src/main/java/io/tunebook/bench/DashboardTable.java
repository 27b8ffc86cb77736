package io.tunebook.bench;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The page's table with 10,000 trials: the 5,000 of the largest study twice.
final class DashboardTable {
    /// The time above which a response no longer feels immediate.
    private static final double AT_ONCE_MILLIS = 100;

    private static final String MEASURED =
            """
            (async (study) => {
              const { TrialTable } = await import('/static/js/parts/trial-table.js');
              const page = await (await fetch(study)).json();
              const twice = [...page.trials, ...page.trials.map((t) => ({ ...t, id: t.id + 'x', number: t.number + page.trials.length }))];
              const table = new TrialTable();
              document.getElementById('main').replaceChildren(table.element);
              table.update(twice, page.axisPlots, page.project.objective);
              const painted = () => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 0)));
              await painted();
              const timed = async (act) => { const start = performance.now(); act(); await painted(); return performance.now() - start; };
              const most = async (acts) => { let worst = 0; for (const act of acts) worst = Math.max(worst, await timed(act)); return worst; };
              const heads = () => [...table.frame.querySelectorAll('[role=columnheader] button')];
              const sort = await most(heads().map((_, i) => () => heads()[i].click()));
              const filter = await most(['l', 'learning_rate<0', 'learning_rate<0.1', 'learning_rate<0.1 state:completed', ''].map((text) => () => { table.filter.value = text; table.filter.dispatchEvent(new Event('input')); }));
              const scroll = await most(Array.from({ length: 60 }, (_, i) => () => { table.frame.scrollTop = i * 4999; }));
              return { rows: Number(table.frame.getAttribute('aria-rowcount')) - 1, sort, filter, scroll };
            })\
            """;

    private DashboardTable() {}

    static List<Row> rows(BrowserTab tab) {
        JsonNode measured = tab.evaluate(MEASURED + "('/api/v1/studies/" + DashboardLog.BIG + "')");
        int all = measured.get("rows").asInt();
        if (all != 10_000) {
            throw new IllegalStateException("the table has %d rows".formatted(all));
        }
        List<Row> rows = new ArrayList<>();
        for (String what : List.of("sort", "filter", "scroll")) {
            rows.add(
                    Row.valueAtMost(
                            "table of 10,000 rows, slowest " + what,
                            measured.get(what).asDouble(),
                            "ms",
                            AT_ONCE_MILLIS));
        }
        return rows;
    }
}
