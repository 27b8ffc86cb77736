package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The modules of forms and lists as functions, in a browser without a server.
class FormModulesTest {
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
    void everyWrongInputOfARoundIsFoundAtItsOwnField() {
        assertThat(
                        page.lines(
                                "parts/round-errors.js",
                                """
                                const row = (more) => ({
                                  name: 'lr', role: 'NUISANCE', scale: 'log', low: '0.1', high: '1', least: '', most: '',
                                  values: '', when: '', why: 'asked', ...more,
                                });
                                const draft = (rows, more = {}) => ({ question: 'q', trials: '24', seed: '1', rows, ...more });
                                const wrong = (d) => m.inputErrors(d).map((e) => `${e.field}: ${e.sentence}`).join(' | ');
                                return [
                                  wrong(draft([row()])),
                                  wrong(draft([row({ low: 'abc', high: '0,5' })])),
                                  wrong(draft([row({ low: '2' }), row({ low: '-1' })])),
                                  wrong(draft([row({ scale: 'int', low: '2.5', high: '7' })])),
                                  wrong(draft([row({ least: 'x', when: 'optimizer' })])),
                                  wrong(draft([row()], { trials: '2.5', seed: 'x' })),
                                  wrong(draft([row()], { trials: '0', seed: '1e30' })),
                                  m.inputErrors(draft([row({ name: '', low: '', why: '' })], { question: '' }))
                                    .map((e) => `${e.field} ${e.empty}`).join(' | '),
                                ];
                                """))
                .isEqualTo(
                        """
                        ''
                        'roles[0].parameter.domain.low: From: 'abc' is not a number: enter a number, such as 0.01. | roles[0].parameter.domain.high: To: '0,5' is not a number: write 0.5.'
                        'roles[0].parameter.domain: 'From' must be less than 'To' of lr, but 2 is not less than 1. | roles[1].parameter.domain.low: From: a logarithmic range starts above 0: increase -1, or choose another type.'
                        'roles[0].parameter.domain.low: From: '2.5' is not an integer: enter one, or choose another type.'
                        'roles[0].parameter.bounds.low: Bound below: enter a number, such as 0 or > 0, or leave it empty for lr. | roles[0].parameter.when: Only when: write the condition of lr as name=value.'
                        'trials: '2.5' is not an integer: enter one. | seed: 'x' is not an integer: enter one.'
                        'trials: Enter 1 or more as the number of trials in each study. | seed: 1e30 is too large for the seed.'
                        'question true | roles[0].parameter.name true | roles[0].parameter.domain.low true | roles[0].why true'
                        """);
    }

    @Test
    void theIdOfAProjectKeepsTheLettersOfItsTitle() {
        assertThat(
                        page.lines(
                                "parts/direction.js",
                                """
                                return ['Überraschung & Züge', 'Straße', 'Ça é ñ', 'Łódź Ørsted', 'MNIST 2', '数字'].map(m.projectId);
                                """))
                .isEqualTo(
                        """
                        'ueberraschung-zuege'
                        'strasse'
                        'ca-e-n'
                        'lodz-orsted'
                        'mnist-2'
                        ''
                        """);
    }

    @Test
    void theKindOfAFileFollowsItsNameElseItsContent() {
        assertThat(
                        page.lines(
                                        "parts/import-kind.js",
                                        """
                                        return [
                                          ['runs.txt', 'trial,lr', 'archive'], ['runs.tsv', '', 'optuna'], ['events.out.tfevents.1', '', 'csv'],
                                          ['study', 'SQLite format 3', 'csv'], ['study.txt', '{"op_code": 0', 'csv'],
                                          ['runs.zip', 'PK', 'csv'], ['runs.zip', 'PK', 'tensorboard'],
                                        ].map((file) => m.kindOf(...file)).concat();
                                        """)
                                .replace("\n", " "))
                .isEqualTo("'csv' 'csv' 'tensorboard' 'optuna' 'optuna' 'archive' 'tensorboard' ");
    }

    @Test
    void aStudyOfAnExternalTrainerShowsWhatToAskWhileTrialsAreLeft() {
        assertThat(
                        page.lines(
                                "parts/external-trainer.js",
                                """
                                const study = (more) => ({
                                  id: 'd-s1', planned: 4, completed: 2, infeasible: 1, running: 0, state: 'running', trainer: 'external', ...more,
                                });
                                return [
                                  m.externalTrainer(study())?.querySelector('code').textContent,
                                  m.externalTrainer(study({ completed: 3 })),
                                  m.externalTrainer(study({ state: 'created' })),
                                  m.externalTrainer(study({ trainer: 'built-in' })),
                                  m.stateOf(study({ trainer: 'tracked' })),
                                  m.stateOf(study({ trainer: 'tracked', running: 1 })),
                                  m.stateOf(study()),
                                ];
                                """))
                .isEqualTo(
                        """
                        'POST /api/v1/studies/d-s1/ask'
                        null
                        null
                        null
                        'open for more runs'
                        'running'
                        'running'
                        """);
    }

    @Test
    void theMiddleOfALongStreamIsOmitted() {
        assertThat(
                        page.lines(
                                "parts/audit-events.js",
                                "return ['round/digits-r1', `source/${'0123456789abcdef'.repeat(4)}`].map(m.shortStream);"))
                .isEqualTo(
                        """
                        'round/digits-r1'
                        'source/0123456789abcdef…89abcdef'
                        """);
    }

    @Test
    void anUpdateOfAPageKeepsItsMenuOpenWithTheFocusWhereItWas() {
        assertThat(
                        page.lines(
                                "dom.js",
                                """
                                const { exportsMenu } = await import('/static/js/parts/exports.js');
                                const place = m.h('div', {});
                                document.body.append(place);
                                const paint = () => m.refill(place, exportsMenu({ study: 's' }), m.h('p', {}, 'more'));
                                const menu = () => place.querySelector('details');
                                const seen = () => [menu().open, document.activeElement.textContent];
                                paint();
                                const closed = seen();
                                menu().open = true;
                                menu().querySelectorAll('a')[1].focus();
                                const [open, old] = [seen(), menu()];
                                paint();
                                const updated = seen();
                                menu().querySelector('summary').focus();
                                paint();
                                const again = seen();
                                place.remove();
                                return [closed[0], open, updated, again, old.isConnected];
                                """))
                .isEqualTo(
                        """
                        false
                        [true,'Trials (Parquet)']
                        [true,'Trials (Parquet)']
                        [true,'Export']
                        false
                        """);
    }
}
