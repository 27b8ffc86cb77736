package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The modules of agents and outputs as functions, in a browser without a server.
class AgentModulesTest {
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
    void theTimeLeftIsThatOfTheRemainingTrialsAmongThoseAtWork() {
        assertThat(
                        page.lines(
                                "parts/at-work.js",
                                """
                                const minute = 60_000;
                                const iso = (m) => new Date(minute * m).toISOString();
                                const trial = (i, state, from, to = null) => ({ i, state, startedAt: iso(from), endedAt: to == null ? null : iso(to) });
                                const shown = (all, now, study = {}) => {
                                  const trials = all.map((t) => ({ id: `t${t.i}`, state: t.state }));
                                  const times = all.map((t) => ({ trial: `t${t.i}`, startedAt: t.startedAt, endedAt: t.endedAt }));
                                  const ended = (state) => trials.filter((t) => t.state === state).length;
                                  const found = m.atWork({
                                    study: { state: 'running', trainer: 'external', planned: 20, completed: ended('completed'), infeasible: ended('infeasible'), ...study },
                                    trials, times,
                                  }, minute * now);
                                  return found && [found.workers, found.left];
                                };
                                const ended = [trial(0, 'completed', 0, 10), trial(1, 'infeasible', 0, 8), trial(2, 'completed', 0, 12), trial(3, 'abandoned', 0, 900)];
                                const two = [trial(4, 'running', 12), trial(5, 'running', 12)];
                                return [
                                  shown([...ended, ...two], 12),
                                  shown([...ended, ...two], 17),
                                  shown([...ended, ...two], 17, { planned: 5 }),
                                  shown([...ended, ...two], 900, { planned: 5 }),
                                  shown([...ended.slice(1), ...two], 12),
                                  shown([...ended, ...two.slice(1)], 12, { trainer: 'built-in' }),
                                  shown([...ended, ...two], 12, { trainer: 'tracked' }),
                                  shown([...ended, ...two], 12, { state: 'stopped' }),
                                  shown(ended, 12),
                                  [20, 200, 1500, 5000, 30_000, 90_000, 500_000].map(m.leftText),
                                ];
                                """))
                .isEqualTo(
                        """
                        ['2 agents at work','about 1.5 h left']
                        ['2 agents at work','about 1.5 h left']
                        ['2 agents at work','about 5 min left']
                        ['2 agents at work',null]
                        ['2 agents at work',null]
                        ['1 trial at work','about 3 h left']
                        ['2 trials at work',null]
                        ['2 agents at work',null]
                        null
                        ['less than a minute left','about 3 min left','about 25 min left','about 1.5 h left','about 8.5 h left','about 25 h left','about 6 days left']
                        """);
    }

    @Test
    void anOutputIsShownAsATerminalShowsItWhereverItsPartsEnd() {
        assertThat(
                        page.lines(
                                "parts/terminal.js",
                                """
                                const text = 'plain\\r\\n\\x1b[1;32mgreen\\x1b[0m \\x1b]0;title\\x07x\\n 1%|#\\r50%|##\\x1b[K\\r99%|###\\r\\nab\\b\\bcd\\n\\x1b(B\\x07bell\\x00\\n<b>&amp;\\nhalf';
                                const whole = new m.TerminalLines().write(text);
                                const terminal = new m.TerminalLines();
                                const parts = [...text].map((c) => terminal.write(c));
                                const endless = new m.TerminalLines().write('y'.repeat(250_000));
                                return [
                                  whole.lines,
                                  whole.open,
                                  JSON.stringify(parts.flatMap((p) => p.lines)) === JSON.stringify(whole.lines) && parts.at(-1).open === 'half',
                                  new m.TerminalLines().write('a\\r 10%\\r 20%\\r').open,
                                  endless.lines.map((l) => l.length),
                                  new m.TerminalLines().write('\\x1b[' + '9'.repeat(5000)).open.length > 0,
                                ];
                                """))
                .isEqualTo(
                        """
                        ['plain','green x','99%|###','cd','bell','<b>&amp;']
                        'half'
                        true
                        ' 20%'
                        [100000,100000,50000]
                        true
                        """);
    }

    @Test
    void theEndOfALongOutputIsFollowedUnlessThePersonHasScrolledBack() {
        assertThat(
                        page.lines(
                                "parts/output-lines.js",
                                """
                                const lines = new m.OutputLines();
                                const box = lines.element;
                                box.style.cssText = 'height: 200px; overflow: auto; white-space: pre';
                                document.body.append(box);
                                const line = (i) => `${i} ${'x'.repeat(90)}\\n`;
                                const many = (from, to) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
                                const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 8;
                                lines.write(many(0, 30_000));
                                const first = [atEnd(), box.textContent.length <= m.MAX_SHOWN + 50_000, box.textContent.endsWith(line(29_999))];
                                lines.write('open');
                                lines.write(' line\\n<img src=x onerror=alert(1)>');
                                const second = [atEnd(), box.textContent.split('\\n').slice(-2), box.querySelectorAll('img').length];
                                box.scrollTop = 100;
                                lines.write(`\\n${many(30_000, 30_300)}`);
                                const third = [atEnd(), box.textContent.length <= m.MAX_SHOWN + 50_000, box.children.length < 100];
                                box.remove();
                                return [first, second, third];
                                """))
                .isEqualTo(
                        """
                        [true,true,true]
                        [true,['open line','<img src=x onerror=alert(1)>'],0]
                        [false,true,true]
                        """);
    }

    @Test
    void anUpdateOfTheAgentsKeepsTheFocusAndReplacesOnlyWhatHasChanged() {
        assertThat(
                        page.lines(
                                "parts/agent-table.js",
                                """
                                const agent = (i, more = {}) => ({
                                  id: `a${i}`, host: 'n7', slot: String(i), since: '2026-01-01T00:00:00Z', seen: new Date().toISOString(),
                                  study: 'p-s1', trial: `p-s1-t${i}`, draining: false, ended: null, ...more,
                                });
                                const table = new m.AgentTable('Agents', false, async () => {});
                                document.body.append(table.element);
                                const rows = () => [...table.element.querySelectorAll('tbody tr')];
                                const states = () => rows().map((r) => r.querySelector('[data-testid=agent-state]').textContent);
                                table.update([agent(0), agent(1), agent(2)]);
                                const before = rows();
                                before[1].querySelector('[data-testid=stop-trial]').focus();
                                table.update([agent(1, { seen: null }), agent(2, { trial: null })]);
                                const kept = [document.activeElement.getAttribute('aria-label'), rows()[0] === before[1], rows()[1] === before[2]];
                                const heartbeat = rows()[0].querySelector('[data-seen]').textContent;
                                const found = states();
                                table.update([agent(1, { draining: true }), agent(3, { draining: true, trial: null, slot: '' })]);
                                const drained = [document.activeElement.dataset.control, ...states(), rows()[1].firstChild.textContent];
                                table.update(Array.from({ length: 450 }, (_, i) => agent(i)));
                                const few = rows().length;
                                table.element.querySelector('p.buttons button').click();
                                const all = [few, rows().length, document.activeElement.textContent];
                                table.element.remove();
                                return [kept, heartbeat, found, drained, all];
                                """))
                .isEqualTo(
                        """
                        ['Stop trial: trial 1 of p-s1',true,false]
                        'none yet'
                        ['training','waiting for a trial']
                        ['stop-trial','draining: trains its last trial','draining: gets no further trial','a3']
                        [200,450,'p-s1']
                        """);
    }
}
