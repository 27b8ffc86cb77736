package io.tunebook.e2e;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/// An empty page that serves the dashboard's modules, without a server.
final class ChartPage implements AutoCloseable {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/";

    private final Page page;

    private ChartPage() {
        page = Browsers.shared().newPage();
        page.route("**/*", ChartPage::serve);
        page.navigate("http://tunebook.test/");
    }

    static ChartPage open() {
        return new ChartPage();
    }

    @Override
    public void close() {
        page.close();
    }

    /// Runs statements with a chart module `m`, the samples `s` and a light theme `t`.
    ///
    /// @param module its name, or its path below `js/` when it has a `/`
    /// @return the list that they return, one element as JSON per line: with ' for ", at most six
    ///   digits per number, and words for values that JSON lacks
    String js(String module, String statements) {
        Object json =
                page.evaluate(
                        """
                        async ([module, statements]) => {
                          const path = module.includes('/') ? module.replace(/^[/]/, '') : `charts/${module}`;
                          const m = await import(`/static/js/${path}.js`);
                          const s = await import('/chart-samples.js');
                          const run = Object.getPrototypeOf(async () => {}).constructor;
                          const result = await new run('module', 'm', 's', 't', statements)(module, m, s, s.themeOf('light'));
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
                    case "/echarts.esm.min.js" -> ECHARTS + "echarts.esm.min.js";
                    default -> "/web" + path.replace("/static/", "/");
                };
        if (name.isEmpty()) {
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<body>"));
            return;
        }
        try (InputStream in = ChartPage.class.getResourceAsStream(name)) {
            if (in == null) {
                route.fulfill(new Route.FulfillOptions().setStatus(404));
                return;
            }
            route.fulfill(
                    new Route.FulfillOptions()
                            .setContentType("text/javascript")
                            .setBodyBytes(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
