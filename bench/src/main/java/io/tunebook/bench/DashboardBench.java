package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// The dashboard in a real Chromium over a project of 100 studies, 10,000 trials and 40 million
/// measurements.
final class DashboardBench {
    private static final double FIRST_SECONDS = 1;
    private static final double COMPLETE_SECONDS = 2;
    private static final double PLOTS_SECONDS = 1.5;
    private static final double ZOOM_MILLIS = 300;
    private static final double FRAMES_A_SECOND = 50;
    private static final double MEMORY_MIB = 400;
    private static final double FIRST_VISIT_KB = 600;

    /// The time reported for a page that shows nothing within it.
    private static final double PATIENCE_SECONDS = 10;

    private static final int PAN_FRAMES = 90;

    /// Records when the heading appeared and when the page last changed.
    private static final String WATCH =
            """
            (() => {
              window.__first = null; window.__last = null;
              const look = () => {
                const main = document.getElementById('main');
                if (!main) return;
                if (window.__first == null && main.querySelector('h1')) window.__first = performance.now();
                window.__last = performance.now();
              };
              new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-drawn', 'data-fine'] });
            })()
            """;

    private static final String SETTLED =
            """
            (async () => {
              const rest = 1200;
              for (let i = 0; i < 200; i++) {
                const drawn = [...document.querySelectorAll('tb-chart')].every((c) => c.dataset.drawn);
                if (window.__first != null && drawn && performance.now() - window.__last > rest) break;
                await new Promise((r) => setTimeout(r, 50));
              }
              return { first: window.__first, last: window.__last, charts: document.querySelectorAll('tb-chart').length };
            })()
            """;

    /// Scrolls to each plot that is drawn when it is in view.
    private static final String SCROLLED =
            """
            (async () => {
              let slowest = 0;
              for (const place of document.querySelectorAll('.when-seen')) {
                const start = performance.now();
                place.scrollIntoView({ block: 'center' });
                while (!place.querySelector('tb-chart[data-drawn]')) await new Promise((r) => setTimeout(r, 5));
                slowest = Math.max(slowest, performance.now() - start);
              }
              return slowest;
            })()
            """;

    private final Path folder;
    private final List<Row> rows = new ArrayList<>();

    private final Consumer<Row> each;

    /// @param each receives every row as soon as it is measured
    DashboardBench(Path folder, Consumer<Row> each) {
        this.folder = folder;
        this.each = each;
    }

    private void add(Row row) {
        rows.add(row);
        each.accept(row);
    }

    List<Row> rows() throws Exception {
        add(Row.plain("measurements in the project", made() / 1e6, "million"));
        try (ServerProcess server = ServerProcess.on(folder.resolve("log"), "1500m");
                BrowserTab tab = BrowserTab.start()) {
            tab.addInitScript(WATCH);
            visit(tab, server.url());
            compare(tab, server.url());
            show(tab, server.url() + "/studies/" + DashboardLog.BIG);
            DashboardTable.rows(tab).forEach(this::add);
            show(tab, server.url() + "/");
            wander(tab);
        }
        return rows;
    }

    /// Writes the project, unless an earlier run kept it.
    ///
    /// @return how many measurements it has
    private long made() throws Exception {
        Path done = folder.resolve("measurements");
        if (!Files.exists(done)) {
            try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
                Files.writeString(done, Long.toString(new DashboardLog().writeTo(log)));
            }
        }
        Path runs = folder.resolve("runs");
        if (!Files.exists(runs)) {
            try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
                new ExperimentLog().writeTo(log);
            }
            Files.createFile(runs);
        }
        return Long.parseLong(Files.readString(done));
    }

    private static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("projects", "/");
        pages.put("project", "/projects/d");
        pages.put("round of 5,450 trials", "/rounds/d-r1");
        pages.put("round of 500 trials", "/rounds/d-r2");
        pages.put("study of 50 trials", "/studies/d-r2-s1");
        pages.put("trial", "/trials/" + DashboardLog.trial(1));
        pages.put("audit", "/audit");
        pages.put("playbook", "/playbook");
        pages.put("new round", "/projects/d/new-round");
        pages.put("batch sizes", "/projects/d/batch-size");
        pages.put("2,000 runs of 300 metrics", "/experiments/" + ExperimentLog.ID);
        return pages;
    }

    /// Loads each page twice and measures the second time, since a server runs for weeks.
    private void visit(BrowserTab tab, String url) {
        tab.transferred();
        show(tab, url + "/");
        add(
                Row.valueAtMost(
                        "first visit transfers", tab.transferred() / 1e3, "kB", FIRST_VISIT_KB));
        pages().values().forEach(path -> show(tab, url + path));
        show(tab, url + "/studies/" + DashboardLog.BIG);
        pages().forEach((name, path) -> {
            JsonNode shown = show(tab, url + path);
            add(
                    Row.valueAtMost(
                            name + ", first content", seconds(shown, "first"), "s", FIRST_SECONDS));
            add(
                    Row.valueAtMost(
                            name + ", complete", seconds(shown, "last"), "s", COMPLETE_SECONDS));
        });
        tab.navigate(url + "/studies/" + DashboardLog.BIG);
        JsonNode plots =
                tab.evaluate(
                        """
                        (async () => {
                          while (document.querySelectorAll('[data-testid=axis-plot] tb-chart[data-drawn]').length < 5) await new Promise((r) => requestAnimationFrame(r));
                          return performance.now();
                        })()
                        """);
        add(
                Row.valueAtMost(
                        "study of 5,000 trials, all axis plots",
                        plots.asDouble() / 1e3,
                        "s",
                        PLOTS_SECONDS));
        JsonNode shown = tab.evaluate(SETTLED);
        add(
                Row.valueAtMost(
                        "study of 5,000 trials, complete",
                        seconds(shown, "last"),
                        "s",
                        COMPLETE_SECONDS));
        add(
                Row.valueAtMost(
                        "study of 5,000 trials, slowest plot below",
                        tab.evaluate(SCROLLED).asDouble() / 1e3,
                        "s",
                        PLOTS_SECONDS));
    }

    private void compare(BrowserTab tab, String url) {
        String trials =
                IntStream.range(0, DashboardLog.LONG_TRIALS)
                        .mapToObj(DashboardLog::trial)
                        .collect(Collectors.joining(","));
        String path = url + "/compare?trials=" + trials + "&charts=error";
        show(tab, path);
        JsonNode shown = show(tab, path);
        add(
                Row.valueAtMost(
                        "compare 100 trials of 10,000 steps",
                        seconds(shown, "last"),
                        "s",
                        PLOTS_SECONDS));
        JsonNode zoom =
                tab.evaluate(
                        """
                        (async () => {
                          const page = document.querySelector('#main > div');
                          const start = performance.now();
                          document.querySelector('[data-zoom=in]').click();
                          while (!page.dataset.fine || page.dataset.fine === 'all') await new Promise((r) => setTimeout(r, 2));
                          await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
                          return performance.now() - start;
                        })()
                        """);
        add(Row.valueAtMost("zoom, finer columns drawn", zoom.asDouble(), "ms", ZOOM_MILLIS));
        add(pan(tab));
    }

    /// Drags the chart with the mouse and counts the frames that the page draws meanwhile.
    private static Row pan(BrowserTab tab) {
        JsonNode box =
                tab.evaluate(
                        "(() => { const c = document.querySelector('tb-chart'); c.scrollIntoView({ block: 'center' }); const b = c.getBoundingClientRect(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; })()");
        double x = box.get("x").asDouble();
        double y = box.get("y").asDouble();
        tab.evaluate(
                "(() => { window.__frames = []; const f = (t) => { window.__frames.push(t); if (window.__frames) requestAnimationFrame(f); }; requestAnimationFrame(f); })()");
        tab.press(x, y);
        for (int i = 0; i < PAN_FRAMES; i++) {
            tab.moveTo(x + 60 * Math.sin(i / 8.0), y);
        }
        tab.release();
        JsonNode rate =
                tab.evaluate(
                        "(() => { const f = window.__frames; window.__frames = null; return 1000 * (f.length - 1) / (f.at(-1) - f[0]); })()");
        double frames = rate.asDouble();
        return new Row(
                "frames while panning 100 trials",
                frames,
                "a second",
                null,
                null,
                FRAMES_A_SECOND,
                frames >= FRAMES_A_SECOND);
    }

    /// Opens every page in one document, as a person navigates.
    private void wander(BrowserTab tab) throws Exception {
        List<String> all = new ArrayList<>(pages().values());
        all.add("/studies/" + DashboardLog.BIG);
        for (String path : all) {
            tab.evaluate(
                    "history.pushState(null, '', '"
                            + path
                            + "'); window.__first = null; window.__last = performance.now(); dispatchEvent(new CustomEvent('tunebook:navigate'))");
            Objects.requireNonNull(tab.evaluate(SETTLED));
        }
        add(
                Row.valueAtMost(
                        "memory of the tab after every page",
                        tab.ownMemory() / 1048576.0,
                        "MiB",
                        MEMORY_MIB));
    }

    private static JsonNode show(BrowserTab tab, String url) {
        tab.navigate(url);
        return tab.evaluate(SETTLED);
    }

    private static double seconds(JsonNode shown, String what) {
        JsonNode millis = shown.get(what);
        return millis.isNumber() ? millis.asDouble() / 1e3 : PATIENCE_SECONDS;
    }
}
