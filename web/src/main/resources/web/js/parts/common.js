// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { parameter } from '../format.js';

/** Earlier times are those of runs without a clock. */
const FIRST_MILLIS = Date.UTC(1971, 0, 1);
const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A time in the local zone as a text. */
export function timeText(iso) {
  return FORMAT.format(new Date(iso));
}

/** Whether a time was recorded: a run without a clock begins at 0, in 1970. */
function isKnown(iso) {
  return Date.parse(iso) >= FIRST_MILLIS;
}

/** A time in the local zone; the title has the exact time. A time that was not recorded is a dash. */
export function when(iso) {
  if (!isKnown(iso)) return h('span', { title: 'The start time was not recorded.' }, '–');
  return h('time', { datetime: iso, title: iso }, timeText(iso));
}

/** Links to the rules of the playbook. */
export function rules(ids) {
  return ids.map((id, i) => [i ? ' ' : '', h('a.rule', { href: link(`/playbook#${id}`) }, id)]);
}

/**
 * A configuration on one line.
 * @param {Object<string, any>} values
 * @param {(name: string) => boolean} only
 */
export function configuration(values, only = () => true) {
  return h('span.configuration', {},
    Object.entries(values)
      .filter(([name]) => only(name))
      .map(([name, x]) => h('span', {}, `${name} `, h('b', {}, parameter(x)))));
}

/**
 * A table in a scrollable box.
 * @param {(string | {text: string, num: boolean})[]} head
 * @param {any} rows
 * @param {Object<string, any>} attributes
 */
export function table(head, rows, attributes = {}) {
  return h('div.scroll', {
    tabindex: '0',
    role: 'region',
    'aria-label': attributes['aria-label'] ?? head.join(', '),
  },
    h('table', {},
      h('thead', {},
        h('tr', {},
          head.map((c) => {
            const { text, num } = typeof c === 'string' ? { text: c, num: false } : c;
            return h(num ? 'th.num' : 'th', { scope: 'col' },
              text === '' ? h('span.visually-hidden', {}, 'Actions') : text);
          }))),
      h('tbody', {}, rows)));
}

/** The colour index of each label, the same on every chart of a page. */
export function palette(labels) {
  const order = [...new Set(labels)];
  return (label) => Math.max(0, order.indexOf(label)) % 6;
}

export const DECISIONS = { LAUNCH: 'Launched', HOLD: 'Held', REJECT: 'Rejected' };

/** A small progress bar. */
export function progress(done, planned) {
  const fill = h('span', {});
  fill.style.width = `${planned ? Math.min(100, (100 * done) / planned) : 0}%`;
  return h('span.bar', {
    role: 'progressbar',
    'aria-valuenow': done,
    'aria-valuemin': 0,
    'aria-valuemax': planned,
    'aria-label': `${done} of ${planned} trials`,
  },
    fill);
}

/** Position and hash, which prove the page's source. */
export function proof(position, hash) {
  return h('p.footer.mono', {}, `event ${position.toLocaleString('en')}${hash ? ` · ${hash}` : ''}`);
}
