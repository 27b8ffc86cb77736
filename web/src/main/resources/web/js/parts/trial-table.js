// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { save, csv } from '../save.js';
import { go } from '../router.js';
import { arranged, columnsOf } from './trial-columns.js';
import { comparing } from './compare-view.js';
import { parseFilter, completions } from './trial-filter.js';
import { suggesting } from './suggestions.js';

const ROW = 30;
const AROUND = 12;
const MAX_COMPARED = 200;

/**
 * A study's trials: the page contains only the visible rows, so that 10,000 scroll as fast as 10. Sorting,
 * filter and columns are in the URL; arrows move, space selects, Enter opens.
 */
export class TrialTable {
  #trials = [];
  #columns = [];
  #rows = [];
  #active = 0;
  #marked = new Set();
  #focus = false;
  #objective = null;

  constructor() {
    this.body = h('div.v-body', {});
    this.header = h('div.v-row.v-head', { role: 'row' });
    this.frame = h('div.v-table', {
      role: 'grid',
      tabindex: '0',
      'aria-label': 'Trials',
      'data-testid': 'trial-table',
      'aria-multiselectable': 'true',
      onscroll: () => this.#draw(),
      onkeydown: (e) => this.#key(e),
      onfocus: () => this.#focused(true),
      onblur: () => this.#focused(false),
    },
      this.header,
      this.body);
    this.status = h('span.quiet', { role: 'status' });
    this.compare = h('button', {
      type: 'button',
      disabled: true,
      'data-testid': 'compare-marked',
      onclick: () => go(comparing([...this.#marked])),
    },
      'Compare');
    this.filter = h('input', {
      name: 'filter',
      type: 'search',
      placeholder: 'state:completed learning_rate<0.1',
      'data-testid': 'trial-filter',
      'aria-label': 'Filter the trials',
      value: this.#query().get('filter') ?? '',
      'aria-describedby': 'filter-problem',
      oninput: () => this.#change({ filter: this.filter.value || null }),
    });
    this.problem = h('p.problem.small', { id: 'filter-problem', role: 'status', 'data-testid': 'filter-problem' });
    const field = suggesting(this.filter, (text, caret) =>
      completions(text, caret, this.#columns, this.#trials)
    );
    this.chooser = h('fieldset', {});
    this.element = h('div', {},
      h('form.controls', { 'data-key': 'trial-table', onsubmit: (e) => e.preventDefault() },
        h('label.inline.wide', {}, 'Filter', field),
        this.compare,
        h('button', { type: 'button', onclick: () => this.#mark(this.#rows.slice(0, 5)) },
          'Select top 5'),
        h('button', { type: 'button', onclick: () => this.#csv() }, 'CSV'),
        this.status),
      this.problem,
      h('details', { 'data-key': 'columns' }, h('summary', {}, 'Columns'), this.chooser),
      this.frame,
      h('p.quiet.small', {},
        'Arrow keys move, space selects, Enter opens the trial. ' +
          'A filter is a list of conditions that all must match: a name with <, <=, >, >=, = or :, or any text.'));
    new ResizeObserver(() => this.#draw()).observe(this.frame);
  }

  update(trials, plots, objective) {
    this.#trials = trials;
    this.#objective = objective;
    this.#columns = columnsOf(trials, plots, objective);
    this.#choose();
    this.#arrange();
  }

  #query() {
    return new URLSearchParams(location.search);
  }

  /** Changes the URL without leaving the page or the focused row. */
  #change(changes) {
    const query = this.#query();
    for (const [key, value] of Object.entries(changes)) {
      if (value == null) query.delete(key);
      else query.set(key, value);
    }
    history.replaceState(history.state, '', `${location.pathname}${query.size ? `?${query}` : ''}`);
    this.#arrange();
  }

  #shown() {
    const chosen = this.#query().get('columns')?.split(',');
    return this.#columns.filter((c) => (chosen ? chosen.includes(c.key) : !c.hidden));
  }

  #choose() {
    const shown = new Set(this.#shown());
    this.chooser.replaceChildren(
      h('legend', {}, 'Show'),
      ...this.#columns.map((c) =>
        h('label', {},
          h('input', {
            type: 'checkbox',
            name: 'column',
            value: c.key,
            checked: shown.has(c),
            onchange: () => {
              const keys = [...this.chooser.querySelectorAll('input')]
                .filter((i) => i.checked)
                .map((i) => i.value);
              this.#change({ columns: keys.length ? keys.join(',') : null });
            },
          }),
          c.text)
      )
    );
  }

  #arrange() {
    const query = this.#query();
    const sort = this.#columns.find((c) => c.key === (query.get('sort') ?? 'value')) ?? this.#columns[0];
    const down = query.has('sort') ? query.get('order') === 'down' : this.#objective.direction === 'MAXIMIZE';
    const held = this.#rows[this.#active]?.id;
    const filter = parseFilter(query.get('filter'), this.#columns, this.#trials);
    this.problem.textContent = filter.problems.join(' ');
    this.filter.setAttribute('aria-invalid', String(filter.problems.length > 0));
    this.#rows = arranged(this.#trials, sort, down, filter.matches);
    this.#active = Math.max(
      0,
      this.#rows.findIndex((t) => t.id === held)
    );
    const columns = this.#shown();
    this.frame.style.setProperty(
      '--columns',
      [
        '2rem',
        ...columns.map((c) =>
          c.key === 'number'
            ? '4rem'
            : c.num
              ? 'minmax(6.5rem, 1fr)'
              : c.key === 'reason'
                ? 'minmax(14rem, 3fr)'
                : 'minmax(7rem, 1fr)'
        ),
      ].join(' ')
    );
    this.header.replaceChildren(
      h('span', { role: 'columnheader' }, h('span.visually-hidden', {}, 'Selected')),
      ...columns.map((c) =>
        h('span', {
          role: 'columnheader',
          class: c.num ? 'num' : '',
          'aria-sort': c === sort ? (down ? 'descending' : 'ascending') : 'none',
        },
          h('button.link', {
            type: 'button',
            title: c.text,
            onclick: () => this.#change({ sort: c.key, order: c === sort && !down ? 'down' : 'up' }),
          },
            c.text,
            c === sort ? (down ? ' ↓' : ' ↑') : ''))
      )
    );
    this.frame.setAttribute('aria-rowcount', String(this.#rows.length + 1));
    this.body.style.height = `${this.#rows.length * ROW}px`;
    this.#draw();
  }

  #draw() {
    const from = Math.max(0, Math.floor(this.frame.scrollTop / ROW) - AROUND);
    const to = Math.min(
      this.#rows.length,
      from + Math.ceil((this.frame.clientHeight || 400) / ROW) + 2 * AROUND
    );
    const columns = this.#shown();
    const lines = [];
    for (let i = from; i < to; i++) lines.push(this.#line(i, columns));
    this.body.replaceChildren(...lines);
    if (this.#rows.length) this.frame.setAttribute('aria-activedescendant', `row-${this.#active}`);
    const passing = this.#rows.length.toLocaleString('en');
    const all = this.#trials.length.toLocaleString('en');
    this.status.textContent = `${passing} of ${all} trials, ${this.#marked.size} selected`;
    this.compare.disabled = this.#marked.size === 0 || this.#marked.size > MAX_COMPARED;
    this.compare.textContent = this.#marked.size ? `Compare ${this.#marked.size}` : 'Compare';
  }

  #line(i, columns) {
    const t = this.#rows[i];
    const line = h('div.v-row', {
      role: 'row',
      id: `row-${i}`,
      'aria-rowindex': i + 2,
      'aria-selected': String(this.#marked.has(t.id)),
      'data-trial': t.id,
      'data-active': i === this.#active && this.#focus,
      onclick: (e) => {
        this.#active = i;
        if (!e.target.closest('a')) this.#mark([t]);
      },
    },
      h('span', { role: 'gridcell', 'aria-label': this.#marked.has(t.id) ? 'selected' : 'not selected' },
        this.#marked.has(t.id) ? '☑' : '☐'),
      columns.map((c) =>
        h(c.num ? 'span.num' : 'span', { role: 'gridcell' },
          c.key === 'number'
            ? h('a', { href: link(`/trials/${t.id}`), tabindex: '-1' }, c.show(t))
            : c.show(t))
      ));
    line.style.top = `${i * ROW}px`;
    return line;
  }

  #mark(trials) {
    const add = !trials.every((t) => this.#marked.has(t.id));
    for (const t of trials) {
      if (add) this.#marked.add(t.id);
      else this.#marked.delete(t.id);
    }
    this.#draw();
  }

  #key(e) {
    if (e.target !== this.frame) return;
    const page = Math.max(1, Math.floor(this.frame.clientHeight / ROW) - 2);
    const moves = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const t = this.#rows[this.#active];
    if (e.key in moves)
      this.#active = Math.min(this.#rows.length - 1, Math.max(0, this.#active + moves[e.key]));
    else if (e.key === ' ' && t) this.#mark([t]);
    else if (e.key === 'Enter' && t) go(link(`/trials/${t.id}`));
    else return;
    e.preventDefault();
    const top = this.#active * ROW;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top + 3 * ROW > this.frame.scrollTop + this.frame.clientHeight)
      this.frame.scrollTop = top + 3 * ROW - this.frame.clientHeight;
    this.#draw();
  }

  #focused(focus) {
    this.#focus = focus;
    this.#draw();
  }

  #csv() {
    const columns = this.#shown();
    save(
      'trials.csv',
      new Blob(
        [
          csv([
            ['id', ...columns.map((c) => c.text)],
            ...this.#rows.map((t) => [t.id, ...columns.map((c) => c.of(t))]),
          ]),
        ],
        { type: 'text/csv' }
      )
    );
  }
}
