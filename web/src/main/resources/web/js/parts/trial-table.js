// @ts-check
import { h } from '../dom.js';
import { link, heldAt } from '../api.js';
import { save, csv } from '../save.js';
import { go } from '../router.js';
import { selection, select, onSelection, nameTrials } from '../selection.js';
import { arranged, columnsOf, widths, leastWidth, GLYPH } from './trial-columns.js';
import { comparing } from './compare-view.js';
import { parseFilter, completions } from './trial-filter.js';
import { grouped, groupings, groupText } from './trial-groups.js';
import { annotationsOf, toggle, editTags } from './trial-annotations.js';
import { TrialViews } from './trial-views.js';
import { suggesting } from './suggestions.js';
import { recorded } from './recorded.js';

const ROW = 30;
const AROUND = 12;
const MAX_COMPARED = 200;
const NARROW = 640;
const MARKS = { s: 'starred', p: 'pinned', h: 'hidden' };

/**
 * A study's trials: the page contains only the visible rows, so that 10,000 scroll as fast as 10. Sorting,
 * filter, columns, groups and selection are in the URL; arrows move, space selects, Enter opens, and s, p, h and t
 * annotate.
 */
export class TrialTable {
  #trials = [];
  #columns = [];
  /** @type {any[]} trials, and groups as {group} */
  #rows = [];
  #active = 0;
  #marked = new Set();
  #focus = false;
  #objective = null;
  #narrow = false;
  #changed = async () => {};
  #readOnly = heldAt() != null;

  constructor() {
    this.body = h('div.v-body', { role: 'rowgroup' });
    this.header = h('div.v-row.v-head', { role: 'row' });
    this.frame = h('div.v-table', {
      role: 'grid',
      tabindex: '0',
      'aria-label': 'Trials',
      'data-testid': 'trial-table',
      'data-keep-scroll': 'trials',
      'aria-multiselectable': 'true',
      onscroll: () => this.#draw(),
      onkeydown: (e) => this.#key(e),
      onfocus: () => this.#focused(true),
      onblur: () => this.#focused(false),
      'ontb-restore': (e) => this.#restore(e.detail.row),
    },
      this.header,
      this.body);
    this.status = h('span.quiet', { role: 'status' });
    this.problem = h('p.problem.small', { id: 'filter-problem', role: 'status', 'data-testid': 'filter-problem' });
    this.filter = h('input', {
      name: 'filter',
      type: 'search',
      placeholder: 'state:completed learning_rate<0.1 starred',
      'data-testid': 'trial-filter',
      'aria-label': 'Filter the trials',
      'aria-describedby': 'filter-problem',
      value: this.#query().get('filter') ?? '',
      oninput: () => this.#change({ filter: this.filter.value || null }),
    });
    this.group = h('select', {
      name: 'group',
      'data-testid': 'group',
      onchange: () => this.#change({ group: this.group.value || null }),
    });
    this.views = new TrialViews((changes) => this.#change(changes), this.#readOnly);
    this.chooser = h('fieldset', {});
    this.element = h('div.trials', {}, this.#controls(), this.problem, this.#more(), this.frame, this.#help());
    new ResizeObserver(() => this.#resized()).observe(this.frame);
    onSelection(this.frame, () => this.#select(selection()));
  }

  #controls() {
    const button = (text, testid, onclick) =>
      h('button', { type: 'button', 'data-testid': testid, disabled: true, onclick }, text);
    this.compare = button('Compare', 'compare-marked', () => go(comparing([...this.#marked])));
    this.actions = this.#readOnly
      ? []
      : [
          button('Star', 'star-marked', () => this.#annotate(this.#selected(), 'starred')),
          button('Pin', 'pin-marked', () => this.#annotate(this.#selected(), 'pinned')),
          button('Hide', 'hide-marked', () => this.#annotate(this.#selected(), 'hidden')),
          button('Tags …', 'tag-marked', () => this.#tag(this.#selected())),
        ];
    this.clear = button('Clear selection', 'clear-marked', () => select([]));
    const field = suggesting(this.filter, (text, caret) => completions(text, caret, this.#columns, this.#trials));
    return h('form.controls', { 'data-key': 'trial-table', onsubmit: (e) => e.preventDefault() },
      h('label.inline.wide', {}, 'Filter', field),
      h('label.inline', {}, 'Group by', this.group),
      this.views.element,
      h('span.buttons', { role: 'group', 'aria-label': 'Selected trials' },
        this.compare,
        h('button', { type: 'button', onclick: () => this.#mark(this.#rows.filter((r) => r.id).slice(0, 5)) },
          'Select top 5'),
        this.actions,
        this.clear,
        h('button', { type: 'button', onclick: () => this.#csv() }, 'CSV')));
  }

  #more() {
    this.hidden = h('button.link', {
      type: 'button',
      'data-testid': 'show-hidden',
      onclick: () => this.#change({ hidden: this.#query().get('hidden') === 'show' ? null : 'show' }),
    });
    return h('div.above', {},
      this.status,
      this.hidden,
      h('details', { 'data-key': 'columns' }, h('summary', {}, 'Columns'), this.chooser));
  }

  #help() {
    const keys = this.#readOnly
      ? ''
      : ' On the active trial, s stars, p pins it to the top, h hides it, and t edits its tags.';
    return h('p.quiet.small', {},
      `Arrow keys move, space selects, Enter opens the trial.${keys} A filter is a list of conditions that all ` +
        'must match: a column with <, <=, >, >=, =, != or :, then starred, pinned or hidden, or any text. ' +
        'Where a column shows percentages, a number above 1 is one: 88.5 is 88.5%, 0.885 too.');
  }

  /**
   * @param {any[]} trials
   * @param {{name: string}[]} plots
   * @param {import('../format.js').Objective} objective
   * @param {{study?: any, views?: {name: string, query: string}[], changed?: () => Promise<void>}} more
   */
  update(trials, plots, objective, { study = null, views = [], changed = async () => {} } = {}) {
    this.#trials = trials.map((t) => recorded(t, study));
    this.#objective = objective;
    this.#changed = changed;
    this.#columns = columnsOf(this.#trials, plots, objective);
    nameTrials(trials);
    this.#marked = selection();
    this.views.update(study?.id ?? '', views, changed);
    this.#offer();
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
    const search = query.size ? `?${query}`.replaceAll('%2C', ',') : '';
    history.replaceState(history.state, '', location.pathname + search);
    if ((query.get('filter') ?? '') !== this.filter.value) this.filter.value = query.get('filter') ?? '';
    if ('columns' in changes || 'group' in changes) this.#offer();
    this.views.show();
    this.#arrange();
  }

  #shown() {
    const chosen = this.#query().get('columns')?.split(',');
    if (chosen) return this.#columns.filter((c) => chosen.includes(c.key));
    const usual = this.#columns.filter((c) => !c.hidden);
    if (!this.#narrow) return usual;
    const first = usual.filter((c) => c.varied).slice(0, 2);
    return usual.filter((c) => c.key === 'number' || c.key === 'value' || first.includes(c));
  }

  /** Fills the choices of columns and groups. */
  #offer() {
    const shown = new Set(this.#shown());
    const chosen = () =>
      [...this.chooser.querySelectorAll('input')].filter((i) => i.checked).map((i) => i.value);
    this.chooser.replaceChildren(
      h('legend', {}, 'Show'),
      ...this.#columns.map((c) =>
        h('label', {},
          h('input', {
            type: 'checkbox',
            name: 'column',
            value: c.key,
            checked: shown.has(c),
            onchange: () => this.#change({ columns: chosen().join(',') || null }),
          }),
          c.text)
      )
    );
    const group = this.#query().get('group');
    this.group.replaceChildren(
      h('option', { value: '' }, 'none'),
      ...groupings(this.#trials).map((n) => h('option', { value: n, selected: n === group }, n))
    );
  }

  #arrange() {
    const query = this.#query();
    const sort = this.#columns.find((c) => c.key === (query.get('sort') ?? 'value')) ?? this.#columns[0];
    const down = query.has('order') || sort.key !== 'value'
      ? query.get('order') === 'down'
      : this.#objective.direction === 'MAXIMIZE';
    const held = this.#rows[this.#active]?.id;
    const filter = parseFilter(query.get('filter'), this.#columns, this.#trials);
    this.problem.textContent = filter.problems.join(' ');
    this.filter.setAttribute('aria-invalid', String(filter.problems.length > 0));
    this.#rows = this.#inOrder(arranged(this.#trials, sort, down, filter.matches), query);
    const place = held ? this.#rows.findIndex((t) => t.id === held) : -1;
    this.#active = place >= 0 ? place : Math.max(0, Math.min(this.#active, this.#rows.length - 1));
    const columns = this.#shown();
    const glyphs = this.#narrow ? 1 : 3;
    this.frame.style.setProperty('--columns', `repeat(${glyphs}, ${GLYPH}) ${widths(columns)}`);
    this.frame.style.setProperty('--least', leastWidth(columns, glyphs));
    this.#head(columns, sort, down);
    this.frame.setAttribute('aria-rowcount', String(this.#rows.length + 1));
    this.body.style.height = `${Math.max(1, this.#rows.length) * ROW}px`;
    this.#draw();
  }

  /** The pinned trials first, then the others, in groups if there are; hidden ones only on request. */
  #inOrder(trials, query) {
    const count = this.#trials.filter((t) => annotationsOf(t).hidden).length;
    const shown = query.get('hidden') === 'show' || /\bhidden\b/.test(query.get('filter') ?? '');
    this.hidden.hidden = !count;
    this.hidden.textContent = shown ? `Omit hidden (${count})` : `Show hidden (${count})`;
    const visible = shown ? trials : trials.filter((t) => !annotationsOf(t).hidden);
    const pinned = visible.filter((t) => annotationsOf(t).pinned);
    const others = visible.filter((t) => !annotationsOf(t).pinned);
    const name = query.get('group');
    if (!name || !groupings(this.#trials).includes(name)) return [...pinned, ...others];
    return [
      ...(pinned.length ? [{ group: `Pinned · ${pinned.length}` }, ...pinned] : []),
      ...grouped(others, name, this.#objective, this.#trials).flatMap((g) => [
        { group: groupText(g, this.#objective) },
        ...g.trials,
      ]),
    ];
  }

  #head(columns, sort, down) {
    const hidden = (text) => h('span', { role: 'columnheader' }, h('span.visually-hidden', {}, text));
    this.header.replaceChildren(
      ...['Selected', ...(this.#narrow ? [] : ['Star', 'Pin'])].map(hidden),
      ...columns.map((c) =>
        h('span', {
          role: 'columnheader',
          class: `${c.num ? 'num' : ''} ${c.key === 'number' ? 'sticky' : ''}`,
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
    this.body.replaceChildren(...(this.#rows.length ? lines : [this.#empty()]));
    this.#activate(this.#active);
    const passing = this.#rows.filter((r) => r.id).length.toLocaleString('en');
    const all = this.#trials.length.toLocaleString('en');
    const size = this.#marked.size;
    this.status.textContent = `${passing} of ${all} trials, ${size.toLocaleString('en')} selected`;
    this.compare.disabled = size === 0 || size > MAX_COMPARED;
    this.compare.title = size > MAX_COMPARED ? `Compare shows at most ${MAX_COMPARED} trials` : '';
    this.compare.textContent = size ? `Compare ${size.toLocaleString('en')}` : 'Compare';
    this.clear.disabled = size === 0;
    for (const action of this.actions) action.disabled = size === 0 || size > MAX_COMPARED;
  }

  /** Makes a row the active one. */
  #activate(i) {
    this.#active = i;
    if (this.#rows.length) this.frame.setAttribute('aria-activedescendant', `row-${i}`);
    this.frame.dataset.activeRow = this.#rows[i]?.id ?? '';
  }

  /** Back from a trial: its row is active again. */
  #restore(row) {
    const place = this.#rows.findIndex((t) => t.id === row);
    if (row && place >= 0) this.#active = place;
    this.#draw();
  }

  #line(i, columns) {
    const row = this.#rows[i];
    const line = row.id ? this.#trial(row, i, columns) : h('div.v-row.v-group', {}, this.#band(row.group));
    line.setAttribute('role', 'row');
    line.id = `row-${i}`;
    line.setAttribute('aria-rowindex', String(i + 2));
    if (i === this.#active && this.#focus) line.dataset.active = '';
    line.style.top = `${i * ROW}px`;
    return line;
  }

  /** The sentence in place of the rows. */
  #empty() {
    const filtered = Boolean(this.#query().get('filter'));
    const without = this.#trials.length ? 'All trials are hidden.' : 'No trials yet.';
    const text = filtered ? 'No trial matches the filter.' : without;
    return h('div.v-row.v-none', { role: 'row' },
      h('span.v-band', { role: 'gridcell', 'data-testid': 'no-trials' }, text));
  }

  #band(text) {
    return h('span.v-band', { role: 'gridcell', 'data-testid': 'group-row' }, text);
  }

  #trial(t, i, columns) {
    const marked = this.#marked.has(t.id);
    const { hidden } = annotationsOf(t);
    return h(hidden ? 'div.v-row.v-hidden' : 'div.v-row', {
      'aria-selected': String(marked),
      'data-trial': t.id,
      onclick: (e) => {
        this.#activate(i);
        if (!e.target.closest('a, button')) this.#mark([t]);
      },
    },
      h('span', { role: 'gridcell', 'aria-label': marked ? 'selected' : 'not selected' }, marked ? '☑' : '☐'),
      this.#narrow ? null : [this.#toggle(t, 'starred', '★', '☆'), this.#toggle(t, 'pinned', '⤒', '·')],
      columns.map((c) => this.#cell(t, c)));
  }

  #cell(t, c) {
    if (c.key === 'number')
      return h('span.num.sticky', { role: 'gridcell' },
        h('a', { href: link(`/trials/${t.id}`), tabindex: '-1' }, c.show(t)));
    if (c.key === 'tag')
      return h('span', { role: 'gridcell', title: c.show(t) },
        annotationsOf(t).tags.map((tag) => h('span.tag', {}, tag)));
    const text = c.key === 'state' && annotationsOf(t).hidden ? `${c.show(t)}, hidden` : c.show(t);
    return h(c.num ? 'span.num' : 'span', { role: 'gridcell', title: c.num ? null : text }, text);
  }

  #toggle(t, mark, on, off) {
    const set = annotationsOf(t)[mark];
    return h('span.v-glyph', { role: 'gridcell' },
      h('button.glyph', {
        type: 'button',
        tabindex: '-1',
        'aria-pressed': String(set),
        'aria-label': `${mark === 'starred' ? 'Star' : 'Pin'} trial ${t.number}`,
        title: mark === 'starred' ? 'Star (s)' : 'Pin to the top (p)',
        disabled: this.#readOnly,
        onclick: () => this.#annotate([t], mark),
      },
        set ? on : off));
  }

  #selected() {
    return this.#trials.filter((t) => this.#marked.has(t.id));
  }

  async #annotate(trials, mark) {
    if (this.#readOnly || !trials.length) return;
    try {
      await toggle(trials, mark);
      if (mark === 'hidden') this.#deselect(trials);
      await this.#changed();
      if (this.#focus) this.#reveal();
    } catch (failure) {
      this.problem.textContent = failure.message;
    }
  }

  #tag(trials) {
    if (!this.#readOnly && trials.length) editTags(trials, this.#trials, () => this.#changed());
  }

  #mark(trials) {
    const next = new Set(this.#marked);
    const add = !trials.every((t) => next.has(t.id));
    for (const t of trials) {
      if (add) next.add(t.id);
      else next.delete(t.id);
    }
    select(next);
    this.#select(next);
  }

  /** A hidden trial is not selected: it could not be seen. */
  #deselect(trials) {
    const next = new Set(this.#marked);
    for (const t of trials) next.delete(t.id);
    if (next.size === this.#marked.size) return;
    select(next);
    this.#select(next);
  }

  #select(trials) {
    this.#marked = new Set(trials);
    this.#draw();
  }

  #key(e) {
    if (e.target !== this.frame || e.ctrlKey || e.metaKey || e.altKey) return;
    const page = Math.max(1, Math.floor(this.frame.clientHeight / ROW) - 2);
    const moves = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const row = this.#rows[this.#active];
    const t = row?.id ? row : null;
    if (e.key in moves)
      this.#active = Math.min(this.#rows.length - 1, Math.max(0, this.#active + moves[e.key]));
    else if (e.key === ' ' && t) this.#mark([t]);
    else if (e.key === 'Enter' && t) go(link(`/trials/${t.id}`));
    else if (e.key in MARKS && t) this.#annotate([t], MARKS[e.key]);
    else if (e.key === 't' && t) this.#tag([t]);
    else return;
    e.preventDefault();
    e.stopPropagation();
    this.#reveal();
  }

  /** Scrolls to the active row. */
  #reveal() {
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

  #resized() {
    const narrow = this.frame.clientWidth > 0 && this.frame.clientWidth < NARROW;
    if (narrow === this.#narrow || !this.#objective) this.#draw();
    else {
      this.#narrow = narrow;
      this.#offer();
      this.#arrange();
    }
  }

  #csv() {
    const columns = this.#shown();
    const rows = this.#rows.filter((r) => r.id).map((t) => [t.id, ...columns.map((c) => c.of(t))]);
    const text = csv([['id', ...columns.map((c) => c.text)], ...rows]);
    save('trials.csv', new Blob([text], { type: 'text/csv' }));
  }
}
