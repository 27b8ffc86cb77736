package io.tunebook.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/// A page without a server that evaluates modules of the dashboard.
final class ModulePage implements AutoCloseable {
    private static final String ECHARTS =
            "/META-INF/resources/webjars/echarts/5.5.0/echarts.esm.min.js";

    private final Page page;

    ModulePage() {
        page = Browsers.shared().newPage();
        page.route("**/*", ModulePage::serve);
        page.navigate("http://tunebook.test/");
    }

    /// Runs statements with a module `m`, the samples `s`, a light theme `t`, a dark one `d`, and
    /// `draw`, which returns the SVG of an option.
    ///
    /// @param module its path below `js`
    /// @return the list that they return, one element as JSON per line: with ' for ", at most six
    ///   digits per number, and words for values that JSON lacks
    String lines(String module, String statements) {
        Object json =
                page.evaluate(
                        """
                        async ([module, statements]) => {
                          const m = await import(`/static/js/${module}`);
                          const s = await import('/chart-samples.js');
                          const echarts = await import('/static/vendor/echarts.esm.min.js');
                          const draw = (option) => {
                            const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 600, height: 300 });
                            chart.setOption({ ...option, aria: { enabled: false } });
                            const svg = chart.renderToSVGString();
                            chart.dispose();
                            return svg;
                          };
                          const run = Object.getPrototypeOf(async () => {}).constructor;
                          const result = await new run('m', 's', 't', 'd', 'draw', statements)(m, s, s.themeOf('light'), s.themeOf('dark'), draw);
                          const plain = (key, x) => {
                            if (x === undefined) return 'undefined';
                            if (typeof x !== 'number') return x;
                            return Number.isFinite(x) ? Number(x.toPrecision(6)) : String(x);
                          };
                          return result.map((x) => `${JSON.stringify(x, plain)}\\n`).join('');
                        }
                        """,
                        new Object[] {module, statements});
        return String.valueOf(json).replace('"', '\'');
    }

    private static void serve(Route route) {
        String path = URI.create(route.request().url()).getPath();
        String name =
                switch (path) {
                    case "/" -> "";
                    case "/chart-samples.js" -> "/io/tunebook/e2e/chart-samples.js";
                    case "/static/vendor/echarts.esm.min.js" -> ECHARTS;
                    default -> "/web" + path.replace("/static/", "/");
                };
        Route.FulfillOptions answer = new Route.FulfillOptions();
        if (name.isEmpty()) {
            route.fulfill(answer.setContentType("text/html").setBody("<!doctype html>"));
            return;
        }
        try (InputStream file = ModulePage.class.getResourceAsStream(name)) {
            if (file == null) {
                route.fulfill(answer.setStatus(404));
            } else {
                route.fulfill(
                        answer.setContentType("text/javascript").setBodyBytes(file.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        page.close();
    }
}
