// @ts-check
import { h } from '../dom.js';
import { link, post, heldAt } from '../api.js';
import { value, typeOf, rangeOf, duration, parameter } from '../format.js';
import { extend } from './extend.js';
import { externalTrainer, isOpenForRuns, stateOf } from './external-trainer.js';
import { stacked } from './stacked.js';
import { rules, table, progress } from './common.js';

/** Reruns repeat known configurations and tracked runs come from clients: neither can be extended. */
const extensible = (study) => !['RERUN', 'TRACKED'].includes(study.algorithm.kind);

const ORDER = { SCIENTIFIC: 0, NUISANCE: 1, FIXED: 2 };

/** Every hyperparameter's role, with its reason or its caveat. */
export function roles(all, open) {
  if (!all.length)
    return [
      h('p.quiet', { 'data-testid': 'roles' },
        heldAt() == null ? 'No hyperparameter has a role yet.' : 'No hyperparameter had a role yet at this event.'),
    ];
  const rows = [...all]
    .sort((a, b) => ORDER[a.role] - ORDER[b.role])
    .map((r) =>
      h('tr', {},
        h('td', {}, r.name),
        h('td', {}, h('span', { class: `role-${r.role}` }, r.role.toLowerCase())),
        h('td', {}, typeOf(r.domain)),
        h('td', {}, rangeOf(r.domain)),
        h('td', {}, r.when ? `${r.when.parameter} = ${parameter(r.when.equals)}` : ''),
        h('td', {}, r.why))
    );
  const of = (role) => all.filter((r) => r.role === role);
  const names = (roles) => roles.map((r) => r.name).join(', ');
  return [
    h('details', { 'data-key': 'roles', 'data-testid': 'roles', open },
      h('summary', {},
        `Roles of ${all.length} hyperparameters: ${names(of('SCIENTIFIC')) || 'none'} scientific, ` +
          `${of('NUISANCE').length} nuisance, ${of('FIXED').length} fixed, each a caveat`),
      h('div.stack', {},
        table(
          ['Hyperparameter', 'Role', 'Type', 'Range or value', 'Only when', 'Reason or caveat'],
          rows,
          { 'aria-label': 'Roles' }
        )),
      h('p.small', {}, rules(['PB-12', 'PB-14', 'PB-16']))),
  ];
}

/** The round's studies with their progress and the buttons to start and stop them. */
export function studies({ studies: all, project: { objective }, round }, followUps, refresh) {
  if (!all.length)
    return [
      h('h2', {}, 'Studies'),
      h('p.quiet', {}, 'No study yet. A study has a search space, a number of trials and an algorithm.'),
    ];
  const writable = heldAt() == null && round.state === 'open';
  return [
    h('h2', {}, 'Studies'),
    stacked(table(
      [
        'Study',
        'Progress',
        { text: 'Infeasible', num: true },
        { text: 'Best', num: true },
        'Search',
        'State',
        '',
      ],
      all.map((s) =>
        h('tr', {},
          h('td', {}, h('a', { href: link(`/studies/${s.id}`) }, s.name)),
          h('td', {},
            progress(s.completed + s.infeasible, s.planned),
            ` ${s.completed + s.infeasible} of ${s.planned}`),
          h('td.num', {}, s.infeasible),
          h('td.num', {}, s.best ? value(objective, s.best.value) : '–'),
          h('td', {}, `${s.algorithm.kind.toLowerCase()}, seed ${s.algorithm.seed}`),
          h('td', {}, stateOf(s), s.secondsLeft != null ? `, ${duration(s.secondsLeft)} left` : ''),
          h('td', {},
            writable ? control(s, refresh) : null,
            writable && extensible(s) ? extend(s, followUps[s.id], refresh) : null))
      ),
      { 'aria-label': 'Studies' }
    )),
    ...(writable ? all.map(externalTrainer) : []),
  ];
}

function control(study, refresh) {
  const act = (path, body) => async (event) => {
    event.target.disabled = true;
    try {
      await post(`/studies/${study.id}/${path}`, body);
      await refresh();
    } catch (problem) {
      event.target.disabled = false;
      event.target.after(h('span.problem', { role: 'alert' }, ` ${problem.message}`));
    }
  };
  if (isOpenForRuns(study)) return null;
  if (study.state === 'running')
    return h('button', { type: 'button', onclick: act('stop', { why: 'stopped on the dashboard' }) }, 'Stop');
  if (study.state === 'created' || study.state === 'stopped')
    return h('button', { type: 'button', onclick: act('start', {}) }, 'Start');
  return null;
}
