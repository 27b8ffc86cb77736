// @ts-check
import { h, refill } from '../dom.js';
import { get, link, heldAt } from '../api.js';
import { value, better, studyCount, duration } from '../format.js';
import { lineageFigure } from '../parts/lineage.js';
import { metricKinds } from '../parts/metric-kinds.js';
import { unit } from '../parts/unit.js';
import { exportsMenu } from '../parts/exports.js';
import { stacked } from '../parts/stacked.js';
import { span } from '../parts/timeline.js';
import { table, progress, when, configuration, proof, DECISIONS } from '../parts/common.js';

/** A project: the live configuration with its reason, the launch decisions, the rounds. */
export async function project(container, id) {
  let shown = null;

  async function refresh() {
    const page = await get(`/projects/${id}`);
    const now = JSON.stringify({ ...page, position: 0 });
    if (now === shown) return;
    shown = now;
    const { objective } = page.project;
    refill(container,
      h('div.head', {},
        h('div', {},
          h('h1', {}, page.project.title),
          h('p.quiet', {},
            `${objective.direction === 'MINIMIZE' ? 'Lower' : 'Higher'} ${objective.metric} is better`)),
        h('p.buttons', {},
          exportsMenu({ project: id }),
          heldAt() == null
            ? h('a.button', { href: link(`/projects/${id}/new-round`), 'data-testid': 'new-round' }, 'New round')
            : null)),
      ...fullFirst([
        [page.baseline, baseline(page)],
        [page.running.length, running(page)],
        [page.rounds.length, h('section', {}, h('h2', {}, 'Rounds'), rounds(page))],
        [page.launches.length, launches(page)],
      ]),
      unit(id, page, refresh),
      metricKinds(id, page, refresh),
      h('p.small', {},
        h('a', { href: link(`/projects/${id}/batch-size`) }, 'Batch sizes and stability'),
        ' · ',
        h('a', { href: link('/playbook', { project: id }) }, 'Applications of the rules')),
      proof(page.position));
  }
  await refresh();
  return { refresh, touches: (n) => n.project === id && n.type !== 'curve-measured' };
}

/** The sections with content, then the empty ones. */
function fullFirst(sections) {
  return [...sections.filter(([full]) => full), ...sections.filter(([full]) => !full)].map(([, section]) => section);
}

function launches(page) {
  return h('section', {}, h('h2', {}, 'Launch decisions'), lineageFigure(page), lineage(page));
}

function baseline({ baseline: b, project: { objective } }) {
  if (!b) {
    return h('section', { 'data-testid': 'baseline' },
      h('h2', {}, 'Live now'),
      h('p.quiet', {}, "No launch yet: decide on one on a round's page."));
  }
  return h('section', { 'data-testid': 'baseline' },
    h('h2', {}, 'Live now'),
    h('p.gain', {}, value(objective, b.value)),
    h('p', {}, configuration(b.configuration)),
    h('p.quiet.small', {},
      'since event ',
      b.since.position.toLocaleString('en'),
      ', ',
      when(b.since.recordedAt),
      ' · ',
      b.launch
        ? h('a', { href: link(`/launches/${b.launch}`) }, 'the decision and its evidence')
        : 'recorded as a baseline'),
    h('p.small', {}, b.note));
}

/** The studies that are running. */
function running({ running: all }) {
  return h('section', { 'data-testid': 'running' },
    h('h2', {}, 'Running'),
    all.length
      ? h('ul.plain.small', {},
          all.map((r) =>
            h('li', {},
              progress(r.ended, r.planned),
              ` ${r.ended} of ${r.planned} `,
              h('a', { href: link(`/studies/${r.study}`) }, r.name),
              ' of ',
              h('a', { href: link(`/rounds/${r.round}`) }, `round ${r.roundNumber}`),
              `, ${r.running} in training`,
              r.secondsLeft == null ? '' : `, ${duration(r.secondsLeft)} left`)
          ))
      : h('p.quiet', {}, 'No study is running.'));
}

function lineage({ launches, project: { objective } }) {
  if (!launches.length) return h('p.quiet', {}, 'None yet.');
  return h('ol.plain.lineage', {},
    launches.map((l) =>
      h('li', {
        'data-testid': 'launch-row',
        'data-decision': l.decision,
        'data-reverted': String(l.reverted != null),
      },
        h('h3', {},
          h('a', { href: link(`/launches/${l.id}`) }, `${DECISIONS[l.decision]}: ${l.candidateLabel}`)),
        h('p.small', {},
          value(objective, l.value),
          l.gain == null
            ? ', the first launch'
            : `, ${better(objective, l.gain)} than the baseline, ${l.gainBasis}`,
          l.reverted ? h('strong', {}, ` · reverted: ${l.reverted.why}`) : null),
        h('p.quiet.small', {}, l.rationale),
        h('p.quiet.small', {},
          l.actor,
          ', ',
          when(l.recordedAt),
          ' · ',
          h('a', { href: link(`/rounds/${l.round}`) }, `round ${l.roundNumber}`)))
    ));
}

function rounds({ rounds: all, project: { objective } }) {
  if (!all.length) return h('p.quiet', {}, 'No round yet.');
  return stacked(table(
    [
      { text: 'Round', num: true },
      'Goal',
      'State',
      { text: 'Trials', num: true },
      { text: 'Infeasible', num: true },
      { text: 'Best', num: true },
      'Opened',
      'Time span',
    ],
    all.map((r) =>
      h('tr', {},
        h('td.num', {}, r.number),
        h('td', {},
          h('a', { href: link(`/rounds/${r.id}`) }, r.goal.question),
          h('div.quiet', {}, `${r.goal.phase.toLowerCase()} · ${studyCount(r)}`)),
        h('td', {}, r.state),
        h('td.num', {}, r.trials),
        h('td.num', {}, r.infeasible),
        h('td.num', {}, value(objective, r.best)),
        h('td', {}, when(r.openedAt)),
        h('td', {}, span(r, all)))
    ),
    { 'aria-label': 'Rounds' }
  ));
}
