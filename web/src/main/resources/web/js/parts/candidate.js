// @ts-check
import { h } from '../dom.js';
import { link, heldAt } from '../api.js';
import { value, parameter, key, count } from '../format.js';
import { configuration, rules } from './common.js';

/**
 * The candidate: the best trial, or another completed one, which the URL names.
 * @param {any} page
 * @param {() => Promise<void>} refresh
 */
export function candidate(page, refresh) {
  const d = page.decision;
  const { objective } = page.project;
  const c = d.candidate;
  return [
    picker(page, refresh),
    page.summary.completed > d.candidates.length ? byId(refresh) : null,
    d.unknown ? h('p.problem', { role: 'alert', 'data-testid': 'candidate-problem' }, d.unknown) : null,
    h('details', { 'data-key': 'configuration' },
      h('summary', {}, `Configuration of trial ${c.number}: ${value(objective, c.value)} in the search`),
      h('p', {}, configuration(c.configuration)),
      h('p.small', {}, h('a', { href: link(`/trials/${c.trial}`) }, `Trial ${c.number} of ${c.label}`))),
  ];
}

function picker({ decision: d, project: { objective } }, refresh) {
  const asked = new URLSearchParams(location.search).get('candidate');
  const chosen = d.unknown ? asked : d.candidate.trial;
  const options = d.candidates.some((c) => c.trial === chosen)
    ? d.candidates
    : [...d.candidates, d.unknown ? { trial: asked, label: 'not found', number: asked } : d.candidate];
  const groups = Map.groupBy(options, (c) => c.label);
  return h('label', {},
    'Candidate',
    h('select', {
      'data-testid': 'candidate-picker',
      onchange: (e) => choose(e.target.value, refresh),
    },
      [...groups].map(([label, all]) =>
        h('optgroup', { label },
          all.map((c) =>
            h('option', { value: c.trial, selected: c.trial === chosen },
              `${label}, trial ${c.number}${c.value == null ? '' : `: ${value(objective, c.value)}`}`)
          ))
      )));
}

/** Any other completed trial: the picker lists the best of each study. */
function byId(refresh) {
  const field = h('input', { name: 'candidate-id', maxLength: 250, 'data-testid': 'candidate-id' });
  const show = () => choose(field.value.trim(), refresh);
  return h('details', { 'data-key': 'another' },
    h('summary', {}, 'Another trial by its id'),
    h('label', {}, 'Trial', field),
    h('div.buttons', {}, h('button', { type: 'button', onclick: show }, 'Show')));
}

function choose(trial, refresh) {
  const query = new URLSearchParams(location.search);
  if (trial) query.set('candidate', trial);
  else query.delete('candidate');
  const search = query.size ? `?${query}` : '';
  history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
  refresh();
}

/** PB-14: the fixed hyperparameters that the conclusion is valid for. */
export function caveats(all) {
  if (!all.length) return h('p.small.quiet', { 'data-testid': 'caveats' }, 'No fixed hyperparameter');
  return h('details', { 'data-key': 'caveats', 'data-testid': 'caveats' },
    h('summary', {},
      `Valid only for ${all.length === 1 ? 'this' : 'these'} ${count(all.length, 'fixed hyperparameter')}`),
    h('ul.plain.small', {},
      all.map((c) =>
        h('li', {}, h('strong', {}, `${key(c.parameter)} ${parameter(c.value)}`), `: ${c.why}`)
      )),
    h('p.small', {}, rules(['PB-14'])));
}

/** Whether the page shows the present of an open round. */
export function isWritable(page) {
  return heldAt() == null && page.round.state === 'open';
}
