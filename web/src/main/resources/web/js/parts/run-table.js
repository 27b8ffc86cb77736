// @ts-check
import { h, refill } from '../dom.js';
import { link } from '../api.js';
import { significant, count, parameter } from '../format.js';
import { when } from './common.js';

const MAX_COLUMNS = 6;
const PAGE = 200;

/**
 * @typedef {{key: string, text: string, num?: boolean, of: (run: any) => any, show: (run: any) => any}} Column
 */

/** The runs of an experiment; sorting and filter are in the URL, and the rows are added 200 at a time. */
export class RunTable {
  #runs = [];
  /** @type {Column[]} */
  #columns = [];
  #limit = PAGE;

  constructor() {
    this.filter = h('input', {
      name: 'runs',
      type: 'search',
      'aria-label': 'Filter the runs by name, status, param or reason',
      placeholder: 'name, status or param',
      value: query().get('runs') ?? '',
      oninput: () => this.#change({ runs: this.filter.value || null }),
    });
    this.status = h('span.quiet', { role: 'status' });
    this.head = h('tr', {});
    this.body = h('tbody', {});
    this.more = h('button', {
      type: 'button',
      onclick: () => {
        this.#limit += PAGE;
        this.#draw();
      },
    });
    this.element = h('div', {},
      h('div.run-filter', {}, h('label.inline', {}, 'Filter', this.filter), this.status),
      h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Runs' },
        h('table', { 'data-testid': 'run-table' }, h('thead', {}, this.head), this.body)),
      this.more);
  }

  /** @param {any} page  an experiment's page */
  update(page) {
    this.#runs = page.runs;
    this.#columns = columnsOf(page);
    this.#draw();
  }

  #change(changes) {
    const next = query();
    for (const [key, text] of Object.entries(changes)) {
      if (text == null) next.delete(key);
      else next.set(key, text);
    }
    history.replaceState(history.state, '', location.pathname + (next.size ? `?${next}` : ''));
    this.#draw();
  }

  #draw() {
    const by = query().get('sort');
    const down = query().get('down') === '1';
    const sorted = this.#columns.find((c) => c.key === by);
    const rows = arranged(this.#runs, sorted, down, query().get('runs'));
    refill(this.head,
      this.#columns.map((c) =>
        h(c.num ? 'th.num' : 'th', {
          scope: 'col',
          'aria-sort': c === sorted ? (down ? 'descending' : 'ascending') : null,
        },
          h('button', {
            type: 'button',
            name: `sort ${c.key}`,
            onclick: () => this.#change({ sort: c.key, down: c === sorted && !down ? '1' : null }),
          },
            `${c.text}${c === sorted ? (down ? ' ↓' : ' ↑') : ''}`))));
    refill(this.body,
      rows.slice(0, this.#limit).map((r) =>
        h('tr', {}, this.#columns.map((c) => h(c.num ? 'td.num' : 'td', {}, c.show(r))))));
    this.status.textContent =
      rows.length === this.#runs.length
        ? count(rows.length, 'run')
        : `${rows.length.toLocaleString('en')} of ${count(this.#runs.length, 'run')}`;
    this.more.hidden = rows.length <= this.#limit;
    this.more.textContent = `Show ${Math.min(PAGE, rows.length - this.#limit)} more of ${count(rows.length, 'run')}`;
  }
}

const query = () => new URLSearchParams(location.search);

/** @returns {Column[]} the run, and the params and metrics that differ between runs */
function columnsOf(page) {
  const varying = page.params
    .filter((p) => p.values > 1)
    .map((p) => p.key)
    .slice(0, MAX_COLUMNS);
  const metrics = [...new Set([page.objective?.metric, ...page.metrics])]
    .filter((m) => m && page.metrics.includes(m))
    .slice(0, MAX_COLUMNS);
  return [
    { key: 'name', text: 'Run', of: (r) => r.name, show: named },
    {
      key: 'status',
      text: 'Status',
      of: (r) => r.status,
      show: (r) => h('span', { title: r.why }, r.status.toLowerCase()),
    },
    {
      key: 'started',
      text: 'Started',
      of: (r) => r.startTime || null,
      show: (r) => (r.startTime ? when(new Date(r.startTime).toISOString()) : '–'),
    },
    ...varying.map((k) => ({
      key: `param ${k}`,
      text: k,
      of: (r) => numberOr(r.params[k]),
      show: (r) => (r.params[k] == null ? '–' : h('span', { title: r.params[k] }, parameter(numberOr(r.params[k])))),
    })),
    ...metrics.map((k) => ({
      key: `metric ${k}`,
      text: k,
      num: true,
      of: (r) => numberOr(r.metrics[k]),
      show: (r) => shown(r.metrics[k]),
    })),
  ];
}

function named(r) {
  return [
    h('span.run-name', {}, r.trial ? h('a', { href: link(`/trials/${r.id}`) }, r.name) : r.name),
    r.parent ? h('span.quiet', {}, ' · part of another run') : null,
  ];
}

/** A metric; non-finite numbers are texts in the JSON. */
function shown(x) {
  return x == null ? '–' : typeof x === 'number' ? significant(x, 4) : x;
}

const numberOr = (x) => (x != null && x !== '' && Number.isFinite(Number(x)) ? Number(x) : (x ?? null));

/**
 * The runs that match a filter, in the order of a column; those without a value come last.
 * @param {any[]} runs  in the page's order
 * @param {Column | undefined} column
 * @param {boolean} down
 * @param {string?} filter
 */
export function arranged(runs, column, down, filter) {
  const words = (filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = (r) =>
    `${r.name} ${r.status} ${r.user} ${r.why} ${Object.entries(r.params).flat().join(' ')}`.toLowerCase();
  const rows = words.length ? runs.filter((r) => words.every((w) => text(r).includes(w))) : [...runs];
  if (!column) return rows;
  return rows.sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    if (x == null || y == null) return Number(x == null) - Number(y == null);
    const order = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === 'number' ? -1 : 1;
    return down ? -order : order;
  });
}
