// @ts-check
import { h, refill } from '../dom.js';
import { get, link } from '../api.js';
import { replace } from '../router.js';
import { table } from './common.js';

/** The changes between two positions, in words; the positions are in the URL. */
export function difference(head) {
  const query = new URLSearchParams(location.search);
  const [from, to] = ['since', 'until'].map((k) => query.get(k));
  const changesOf = h('div', { 'aria-live': 'polite', 'data-testid': 'difference' });
  const number = (name, label, value, hint) =>
    h('label.inline', {},
      label,
      h('input', {
        name,
        oninput: () => complain(form, ''),
        type: 'number',
        min: 0,
        max: head,
        required: true,
        value: value ?? '',
        placeholder: hint,
      }));
  function submit(event) {
    event.preventDefault();
    const fields = new FormData(event.target);
    if (order(fields.get('since'), fields.get('until'))) {
      form.elements.namedItem('until').focus();
      complain(form, ORDER);
      return;
    }
    query.set('since', String(fields.get('since')));
    query.set('until', String(fields.get('until')));
    replace(`${location.pathname}?${query}`);
  }
  const form = h('form.controls', { 'data-key': 'difference', onsubmit: submit, 'aria-label': 'Difference' },
    number('since', 'After event', from, '0'),
    number('until', 'up to event', to ?? String(head), String(head)),
    h('span.problem', { id: 'problem-until', role: 'alert', 'data-testid': 'problem-until' }),
    h('button', { type: 'submit', 'data-testid': 'show-changes' }, 'Show changes'));
  if (order(from, to)) complain(form, ORDER);
  else if (from != null && to != null) show(changesOf, from, to);
  return [h('h2', {}, 'Changes between two events'), form, changesOf];
}

const ORDER = "'up to event' must not be before 'After event': enter a later event.";

/** Whether both are numbers in the wrong order. */
function order(from, to) {
  return from != null && to != null && Number(from) > Number(to);
}

function complain(form, text) {
  const input = form.elements.namedItem('until');
  form.querySelector('.problem').textContent = text;
  if (text) {
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', 'problem-until');
  } else {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
}

async function show(place, from, to) {
  try {
    const { changes } = await get('/diff', { from, to });
    refill(place,
      changes.length
        ? table(
            ['Subject', 'Field', 'Before', 'After'],
            changes.map((c) =>
              h('tr', {},
                h('td', {}, h('a', { href: link(pageOf(c.subject), { at: to }) }, c.subject)),
                h('td', {}, c.what),
                h('td', {}, c.before ?? '–'),
                h('td', {}, c.after ?? '–'))
            ),
            { 'aria-label': 'Differences' }
          )
        : h('p.quiet', {}, 'No changes on any page between these events.'));
  } catch (problem) {
    refill(place, h('p.problem', { role: 'alert' }, problem.message));
  }
}

/** The page of a stream; a launch has one once it is decided. */
export function pageOf(stream, type = '') {
  const [kind, id] = stream.split(/\/(.*)/s);
  return (
    {
      project: `/projects/${id}`,
      round: `/rounds/${id}`,
      study: `/studies/${id}`,
      trial: `/trials/${id}`,
      launch: type === 'launch-proposed' ? `/projects/${id.replace(/-l\d+$/, '')}` : `/launches/${id}`,
      experiment: `/experiments/${id}`,
      log: '/audit',
    }[kind] ?? '/'
  );
}
