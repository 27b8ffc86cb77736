// @ts-check
import { h } from '../dom.js';
import { link, heldAt } from '../api.js';
import { go } from '../router.js';
import { when } from './common.js';
import { pageOf } from './difference.js';
import { stacked } from './stacked.js';

/** The filters of events, as they are named in the URL. */
export const FILTERS = ['stream', 'type', 'actor', 'from', 'to'];
const TIMES = ['from', 'to'];
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/;
const EXAMPLE = '2026-01-31T12:00:00Z';
const MAX_SUMMARY = 160;
const MAX_STREAM = 32;
const ENDING = 8;

/**
 * The wrong fields of a filter, by their names, each with what to do.
 * @param {Object<string, string>} chosen
 * @returns {Object<string, string>}
 */
export function problemsOf(chosen) {
  const problems = {};
  for (const name of TIMES) {
    if (chosen[name] && instant(chosen[name]) == null)
      problems[name] = `'${chosen[name]}' is not a time: choose one, or write it as ${EXAMPLE} in the address.`;
  }
  const [from, to] = TIMES.map((name) => instant(chosen[name]));
  if (from != null && to != null && from >= to) problems.to = "This is not after 'From': choose a later time.";
  return problems;
}

/** The filters as the server reads them: times complete and in UTC. */
export function serverFilters(chosen) {
  const utc = (text) => (/Z$/.test(text) && text.length > 16 ? text : new Date(text).toISOString());
  return { ...chosen, ...Object.fromEntries(TIMES.filter((k) => chosen[k]).map((k) => [k, utc(chosen[k])])) };
}

function instant(text) {
  if (!text || !TIME.test(text)) return null;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? null : millis;
}

/**
 * The form of the filters; the URL holds times in UTC, the fields show them in the local zone.
 * @param {Object<string, string>} chosen
 * @param {string[]} types
 * @param {Object<string, string>} wrong  the message of each wrong field
 */
export function eventFilters(chosen, types, wrong) {
  const text = (name, label, hint) =>
    h('label', {}, label, h('input', { name, value: chosen[name] ?? '', placeholder: hint }));
  return h('form.filters', {
    role: 'search',
    'data-key': 'filters',
    onsubmit: (e) => submit(e, chosen),
    'aria-label': 'Filter the events',
  },
    text('stream', 'Stream', 'round/digits-r1'),
    h('label', {},
      'Type',
      h('select', { name: 'type' },
        h('option', { value: '' }, 'all'),
        types.map((t) => h('option', { value: t, selected: t === chosen.type }, t)))),
    text('actor', 'Actor', 'a name'),
    time('from', 'From', chosen, wrong),
    time('to', 'To (exclusive)', chosen, wrong),
    h('label', {},
      'As of event',
      h('input', { name: 'at', type: 'number', min: 0, value: heldAt() ?? '', placeholder: 'now' })),
    h('div.buttons', {}, h('button', { type: 'submit' }, 'Show')));
}

function time(name, label, chosen, wrong) {
  const input = h('input', {
    name,
    type: 'datetime-local',
    step: '1',
    max: '9999-12-31T23:59:59',
    value: local(chosen[name]),
    id: `filter-${name}`,
    oninput: () => complain(input, ''),
  });
  const message = h('span.problem', { id: `problem-${name}`, role: 'alert', 'data-testid': `problem-${name}` });
  const field = h('div', {}, h('label', { for: input.id }, label), input, message);
  complain(input, wrong[name] ?? '', message);
  return field;
}

/** @param {HTMLInputElement} input */
function complain(input, text, message = input.parentElement?.querySelector('.problem')) {
  if (message) message.textContent = text;
  if (text) {
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', `problem-${input.name}`);
  } else {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
}

function submit(event, chosen) {
  event.preventDefault();
  const form = event.target;
  const fields = Object.fromEntries([...new FormData(form)].filter(([, v]) => v));
  for (const name of TIMES) {
    if (!fields[name]) continue;
    const same = Date.parse(fields[name]) === Date.parse(local(chosen[name]));
    fields[name] = same ? chosen[name] : iso(fields[name]);
  }
  const wrong = problemsOf(fields);
  TIMES.forEach((name) => complain(form.elements[name], wrong[name] ?? ''));
  const first = TIMES.find((name) => wrong[name]);
  if (first) {
    form.elements[first].focus();
    return;
  }
  const at = fields.at ?? null;
  delete fields.at;
  const held = new URLSearchParams(location.search);
  for (const k of ['since', 'until']) if (held.get(k)) fields[k] = held.get(k);
  go(link('/audit', { view: 'events', ...fields, at }));
}

/** A local time of a field in UTC, to the second. */
function iso(text) {
  return new Date(text).toISOString().replace(/\.000Z$/, 'Z');
}

/** A time of the URL as a field shows it, in the local zone; empty when it is wrong. */
function local(text) {
  const millis = instant(text);
  if (millis == null) return '';
  const d = new Date(millis);
  const two = (n) => String(n).padStart(2, '0');
  return (
    `${String(d.getFullYear()).padStart(4, '0')}-${two(d.getMonth() + 1)}-${two(d.getDate())}` +
    `T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
  );
}

/** The events as a table. */
export function eventRows(events) {
  return stacked(h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Events' },
    h('table', {},
      h('thead', {},
        h('tr', {},
          h('th.num', { scope: 'col' }, 'Event'),
          ['Time', 'Actor', 'Type', 'Stream', 'Summary', 'Hash'].map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, events.map(eventRow)))));
}

function eventRow(e) {
  return h('tr', { 'data-testid': 'event-row', 'data-position': e.position, 'data-type': e.type },
    h('td.num', {},
      h('a', { href: link(pageOf(e.stream, e.type), { at: e.position }), title: 'The state at this event' },
        e.position.toLocaleString('en'))),
    h('td.nowrap', {}, when(e.recordedAt)),
    h('td', {}, e.actor),
    h('td.nowrap', {}, e.type),
    h('td.nowrap', {},
      h('a', {
        href: link('/audit', { stream: e.stream }),
        title: e.stream.length > MAX_STREAM ? e.stream : null,
        ...(e.stream.length > MAX_STREAM ? { 'aria-label': e.stream } : {}),
      },
        shortStream(e.stream))),
    h('td', {},
      e.summary.length > MAX_SUMMARY ? `${e.summary.slice(0, MAX_SUMMARY)} …` : e.summary,
      e.payload
        ? h('details', { 'data-key': `payload ${e.position}` },
            h('summary', {}, 'Payload'),
            h('pre.mono', {}, JSON.stringify(e.payload, null, 1)))
        : null),
    h('td.mono.nowrap', { title: e.hash }, e.hash.slice(0, 8)));
}

/** A stream's name, the middle of a long one omitted. */
export function shortStream(name) {
  if (name.length <= MAX_STREAM) return name;
  return `${name.slice(0, MAX_STREAM - ENDING - 1)}…${name.slice(-ENDING)}`;
}
