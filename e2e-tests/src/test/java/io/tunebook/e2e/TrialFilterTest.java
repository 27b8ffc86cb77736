package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The filter of a study's trials as a pure function, in a browser without a server.
class TrialFilterTest {
    /// Trials 0 to 5: four completed with errors of 2%, 4%, 6% and 8%, one infeasible, one running.
    private static final String SAMPLES =
            """
            const { parseFilter, completions } = await import('/static/js/parts/trial-filter.js');
            const { columnsOf } = await import('/static/js/parts/trial-columns.js');
            const none = { starred: false, pinned: false, hidden: false, tags: [] };
            const trial = (number, state, value, more = {}) => ({
              number, state, value, id: `d-s1-t${number}`, bestStep: value && 1000 * (number + 1), reason: null,
              seconds: value && 60 * (number + 1), seed: number, annotations: none,
              configuration: { learning_rate: 10 ** -number, optimizer: number % 2 ? 'adam' : 'sgd' },
              measurements: value ? { 'training/loss': value * 2 } : {}, ...more,
            });
            const trials = [
              trial(0, 'completed', 0.02, { annotations: { ...none, starred: true, tags: ['best', 'long run'] } }),
              trial(1, 'completed', 0.04, { annotations: { ...none, pinned: true, tags: ['retry'] } }),
              trial(2, 'completed', 0.06),
              trial(3, 'completed', 0.08, { annotations: { ...none, hidden: true } }),
              trial(4, 'infeasible', null, { reason: 'the loss is NaN' }),
              trial(5, 'running', null),
            ];
            const columns = (unit) => columnsOf(
              trials, [{ name: 'learning_rate' }], { metric: 'validation/error', direction: 'MINIMIZE', unit });
            """;

    private static Page page;

    @BeforeAll
    static void start() {
        page = Browsers.shared().newPage();
        page.route("**/*", TrialFilterTest::serve);
        page.navigate("http://tunebook.test/");
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                                   | 0 1 2 3 4 5
                    validation/error<7%                  | 0 1 2
                    validation/error < 7%                | 0 1 2
                    Validation/Error<=6%                 | 0 1 2
                    value<0.07                           | 0 1 2
                    validation/error<7                   | 0 1 2
                    validation/error>=6                  | 2 3
                    validation/error=4                   | 1
                    value>=0.06                          | 2 3
                    validation/error=4.00%               | 1
                    value!=0.04                          | 0 2 3 4 5
                    learning_rate<0.1                    | 2 3 4 5
                    learning_rate=0.001                  | 3
                    learning_rate<1e-3                   | 4 5
                    training/loss<0.1                    | 0 1
                    Best step<2,500                      | 0 1
                    best_step>2500                       | 2 3
                    bestStep>2500 state:completed        | 2 3
                    Time<90s                             | 0
                    Time>=2min                           | 1 2 3
                    Time<2min30s                         | 0 1
                    Trial>=4                             | 4 5
                    state:completed                      | 0 1 2 3
                    state:comp                           | 0 1 2 3
                    State=running                        | 5
                    state!=completed                     | 4 5
                    tag:best                             | 0
                    tag:"long run"                       | 0
                    tag!=best                            | 1 2 3 4 5
                    starred                              | 0
                    pinned                               | 1
                    hidden                               | 3
                    adam                                 | 1 3 5
                    optimizer:ad value<5%                | 1
                    optimizer=SGD                        | 0 2 4
                    NaN                                  | 4
                    reason:"loss is"                     | 4
                    "loss is NaN"                        | 4
                    nothing-like-this                    | ''
                    """)
    void theFilterMatchesByHeadersAndUnits(String filter, String numbers) {
        String matching =
                js(
                        """
                        const { matches } = parseFilter(filter, columns('fraction'), trials);
                        return trials.filter(matches).map((t) => t.number).join(' ');
                        """,
                        filter);
        assertThat(matching).isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource({
        "fraction, validation/error<5%, 0.05 0.04, 0.04",
        "fraction, validation/error>=88.5, 0.885 0.884, 0.885",
        "percent, validation/error<5%, 5.00 4.00, 4",
        "percent, validation/error<5, 5.00 4.00, 4",
        "none, validation/error<5, 5.00 4.00, 4",
        "none, validation/error<5%, 5.00 4.00, 5 4",
    })
    void aPercentageIsOfTheUnitOfTheObjective(
            String unit, String filter, String values, String matching) {
        String kept =
                js(
                        """
                        const [text, unit, values] = filter.split('|');
                        const { matches } = parseFilter(text, columns(unit), []);
                        const all = values.split(' ').map((v) => ({ ...trials[2], value: Number(v) }));
                        return all.filter(matches).map((t) => t.value).join(' ');
                        """,
                        String.join("|", filter, unit, values));
        assertThat(kept).isEqualTo(matching);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    foo<3              | There is no column "foo"; columns: Trial, State, validation/error,
                    state:foo          | There is no state "foo"; states: proposed, running, completed,
                    tag:foo            | There is no tag "foo"; tags: best, long run, retry.
                    state<3            | Use : or = with "state", not <.
                    learning_rate<     | Add a value after "learning_rate<".
                    learning_rate<abc  | "learning_rate<abc": abc is not a number.
                    learning_rate<7%   | "learning_rate<7%": learning_rate is not a percentage; omit the %.
                    value<%            | "value<%": % is not a number.
                    """)
    void aConditionThatIsNotKnownIsNamedAndFiltersNothing(String filter, String problem) {
        String found =
                js(
                        """
                        const found = parseFilter(`value<5% ${filter}`, columns('fraction'), trials);
                        return `${trials.filter(found.matches).map((t) => t.number)} ${found.problems.join(' ')}`;
                        """,
                        filter);
        assertThat(found).startsWith("0,1 " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    le                  | learning_rate
                    ERR                 | validation/error
                    st                  | State starred Best step
                    state:run best st   | Best step
                    Best step           | Best step< Best step<= Best step> Best step>= Best step=
                    learning_rate       | learning_rate< learning_rate<= learning_rate> learning_rate>= learning_rate=
                    state               | state: state!=
                    state:              | state:proposed state:running state:completed state:infeasible state:abandoned
                    state:in            | state:infeasible
                    tag:                | tag:best tag:"long run" tag:retry
                    value<1 pin         | pinned
                    ''                  | ''
                    """)
    void namesOperatorsAndValuesAreCompleted(String typed, String options) {
        String offered =
                js(
                        """
                        return completions(filter, filter.length, columns('fraction'), trials).options.join(' ');
                        """,
                        typed);
        assertThat(offered).isEqualTo(options);
    }

    @Test
    void theGroupsAreThoseOfAllTrialsWhateverTheFilterShows() {
        String labels =
                js(
                        """
                        const { grouped } = await import('/static/js/parts/trial-groups.js');
                        const objective = { metric: 'e', direction: 'MINIMIZE' };
                        const all = Array.from({ length: 60 }, (_, i) => ({ value: i, configuration: { x: i } }));
                        const some = all.filter((t) => t.configuration.x < 15);
                        const of = (trials, name) =>
                          grouped(trials, name, objective, all).map((g) => `${g.label} ${g.trials.length}`);
                        const missing = [{ value: 1, configuration: { y: 'none' } }, { value: 2, configuration: {} }];
                        return [...of(some, 'x'), ...grouped(missing, 'y', objective).map((g) => g.label)].join(', ');
                        """,
                        "");
        assertThat(labels).isEqualTo("x 0 … below 10 10, x 10 … below 20 5, y none, no y");
    }

    private static String js(String statements, String filter) {
        return String.valueOf(
                page.evaluate(
                        """
                        async ([statements, filter]) => {
                          const run = Object.getPrototypeOf(async () => {}).constructor;
                          return new run('filter', statements)(filter);
                        }
                        """,
                        new Object[] {SAMPLES + statements, filter}));
    }

    private static void serve(Route route) {
        String path = URI.create(route.request().url()).getPath();
        if (path.equals("/")) {
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<body>"));
            return;
        }
        String name = "/web" + path.replace("/static/", "/");
        try (InputStream in =
                Objects.requireNonNull(TrialFilterTest.class.getResourceAsStream(name))) {
            route.fulfill(
                    new Route.FulfillOptions()
                            .setContentType("text/javascript")
                            .setBodyBytes(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
