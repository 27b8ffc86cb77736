// @ts-check
import { h, refill } from '../dom.js';
import { get, buckets } from '../api.js';
import { figure } from '../chart.js';
import { compareChart } from '../charts/compare.js';
import { theme } from '../charts/theme.js';
import { replace } from '../router.js';
import { value, significant, count } from '../format.js';
import { rules, proof } from '../parts/common.js';
import { metricGroups } from '../parts/metric-groups.js';
import { viewOf, withChange } from '../parts/compare-view.js';
import { colouring } from '../parts/compare-colour.js';
import { controls, zoomed } from '../parts/compare-controls.js';
import { compared } from '../parts/compare-table.js';
import { trialsToCompare, unknownTrials } from '../parts/compare-load.js';
import { picker } from '../parts/compare-picker.js';
import { differences } from '../parts/compare-differences.js';

const AXIS = { step: 'step', time: 'time', wall: 'time of day' };
const CHARTS = 2;
const MAX_POINTS = 40_000;
const MAX_COLUMNS = 800;
const MIN_COLUMNS = 120;
const SETTLED_MILLIS = 120;

/** The row of the trial that was removed last, whose place takes the focus. */
let removedRow = null;

/** Curves of selected trials in one view; the selection and the display options are in the URL. */
export async function compare(container) {
  const view = viewOf(location.search);
  let { page: first, known, unknown } = view.trials.length
    ? await trialsToCompare(view.trials)
    : { page: null, known: [], unknown: [] };
  view.trials = known;
  if (!view.trials.length) {
    container.append(
      h('div.head', {},
        h('div', {}, h('h1', {}, 'Compare'), h('p.quiet', {}, 'Choose the trials whose curves are shown together.'))),
      ...[unknownTrials(unknown)].filter((hint) => hint != null),
      await picker([])
    );
    return {};
  }
  /** @type {any} */
  const state = { view, zoom: view.from != null && view.to != null ? [view.from, view.to] : null };
  const places = {
    differences: h('div', { role: 'status' }),
    controls: h('div', {}),
    charts: h('section', { 'aria-label': 'Curves' }),
    table: h('section', {}),
    footer: h('div', {}),
  };
  const note = h('p.quiet.small', { role: 'status' });
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', { 'data-testid': 'compare-title' },
          `Compare ${count(view.trials.length, 'trial')}`),
        note)),
    places.differences,
    places.controls,
    places.charts,
    places.table,
    adding(view.trials),
    places.footer
  );
  const change = (changes) => replace(withChange(location.search, changes));

  async function refresh() {
    state.page = first ?? (await get('/trials', { ids: view.trials.join(',') }));
    first = null;
    const { objective } = state.page;
    state.groups = metricGroups(state.page.metrics, objective.metric).map((g, i) => ({
      ...g,
      shown: view.charts ? view.charts.includes(g.name) : i < CHARTS,
    }));
    state.colouring = colouring(state.page.trials, view.by);
    state.xOf = xOf(state.page.trials, view.x);
    state.data = await fetchCurves(state, null);
    state.extent = extentOf(state);
    const t = theme(document.body);
    const names = [...new Set(state.page.trials.flatMap((r) => Object.keys(r.trial.configuration)))].sort();
    refill(places.differences, unknownTrials(unknown), differences(state.page.trials));
    refill(places.controls, controls(view, state.groups, names, state.colouring.by, change));
    refill(places.charts, charts(state));
    refill(places.table,
      compared(
        state.page,
        state.colouring,
        state.page.trials.map((r) => ({ colour: state.colouring.of(r, t), dash: state.colouring.dash(r) })),
        (id) => {
          removedRow = view.trials.indexOf(id);
          change({ trials: view.trials.filter((other) => other !== id) });
        }
      ));
    refill(places.footer, proof(state.page.position));
    const studies = [...new Set(state.page.trials.map((r) => r.studyName))].slice(0, 4).join(' · ');
    const spread = view.x === 'step' ? '' : " · times are interpolated evenly over each trial's training";
    note.textContent = studies + spread;
    if (state.zoom) await fine();
  }

  let settling = null;
  /** Finer columns for the range shown, after the movement ends. */
  function zoom(from, to) {
    const [a, b] = state.extent;
    const whole = from <= a + 1e-9 && to >= b - 1e-9;
    if (String(state.zoom) === String(whole ? null : [from, to])) return;
    state.zoom = whole ? null : [from, to];
    clearTimeout(settling);
    settling = setTimeout(async () => {
      history.replaceState(
        history.state,
        '',
        withChange(location.search, { from: state.zoom?.[0], to: state.zoom?.[1] })
      );
      await fine();
    }, SETTLED_MILLIS);
  }

  async function fine() {
    const mine = state.zoom;
    const data = await fetchCurves(state, mine);
    if (mine !== state.zoom || !container.isConnected) return;
    state.data = data;
    for (const chart of container.querySelectorAll('tb-chart'))
      chart.series = drawing(state, chart.closest('figure').dataset.group);
    container.dataset.fine = mine ? mine.map(Math.round).join('-') : 'all';
  }

  container.addEventListener('tb-zoom', (e) => zoom(e.detail.from, e.detail.to));
  container.addEventListener('click', (e) => {
    const what = e.target.closest?.('[data-zoom]')?.dataset.zoom;
    if (!what) return;
    const next = zoomed(what, state.zoom ?? state.extent, state.extent);
    zoom(...(next ?? state.extent));
    for (const chart of container.querySelectorAll('tb-chart'))
      chart.draw = drawing(state, chart.closest('figure').dataset.group);
  });
  await refresh();
  if (removedRow != null) focusRow(container, removedRow);
  return { refresh, touches: (n) => view.trials.includes(n.trial) };
}

/** The picker of further trials, which is loaded when it is opened. */
function adding(trials) {
  return h('section', {},
    h('details', {
      'data-key': 'add trials',
      ontoggle: async (e) => {
        if (e.target.open && e.target.childElementCount === 1) e.target.append(await picker(trials));
      },
    },
      h('summary', {}, 'Add trials')));
}

/** After the page is shown, focuses the button of the row that took the removed one's place. */
function focusRow(container, row) {
  removedRow = null;
  requestAnimationFrame(() => {
    const buttons = container.querySelectorAll('[data-testid=compared] button');
    buttons[Math.min(row, buttons.length - 1)]?.focus();
  });
}

function fetchCurves(state, zoom) {
  const shown = state.groups.filter((g) => g.shown);
  const metrics = shown.flatMap((g) => g.metrics.map((m) => m.metric));
  if (!metrics.length) return [];
  const columns = Math.round(
    Math.min(
      MAX_COLUMNS,
      Math.max(MIN_COLUMNS, MAX_POINTS / (2 * state.view.trials.length * metrics.length))
    )
  );
  const [from, to] = zoom ? stepsOf(state, zoom) : [null, null];
  return buckets(state.view.trials, metrics, columns, from, to);
}

/**
 * The steps that a range of x covers in any of the trials, with half of its width added on either side, so that
 * panning has data.
 */
function stepsOf({ page, xOf, view }, [from, to]) {
  const room = (to - from) / 2;
  if (view.x === 'step') return [from - room, to + room];
  const back = page.trials.map((r) => xOf(r).back);
  return [Math.min(...back.map((b) => b(from - room))), Math.max(...back.map((b) => b(to + room)))];
}

/** The mapping of a step to the x axis and back; times are interpolated evenly over the training. */
function xOf(rows, x) {
  const byTrial = new Map(
    rows.map((r) => {
      const pace = r.trial.seconds != null && r.trial.steps ? r.trial.seconds / r.trial.steps : null;
      if (x === 'step' || pace == null) return [r.trial.id, { to: (s) => s, back: (s) => s }];
      const start = x === 'wall' ? Date.parse(r.startedAt) : 0;
      const scale = x === 'wall' ? 1000 * pace : pace;
      return [r.trial.id, { to: (s) => start + s * scale, back: (v) => Math.max(0, (v - start) / scale) }];
    })
  );
  return (row) => byTrial.get(row.trial.id);
}

function extentOf({ page, data, xOf }) {
  let [min, max] = [Infinity, -Infinity];
  const rows = new Map(page.trials.map((r) => [r.trial.id, r]));
  for (const d of data) {
    if (!d.steps.length) continue;
    const { to } = xOf(rows.get(d.trial));
    min = Math.min(min, to(d.steps[0]));
    max = Math.max(max, to(d.steps.at(-1)));
  }
  return min < max ? [min, max] : [0, 1];
}

function drawing(state, name) {
  const group = state.groups.find((g) => g.name === name);
  return (t, pointer) =>
    compareChart(
      linesOf(state, group, t),
      {
        objective: objectiveOf(state, group),
        title: name,
        x: state.view.x,
        logX: state.view.xlog,
        logY: state.view.ylog,
        smooth: state.view.smooth,
        whole: state.view.whole,
        extent: state.extent,
        from: state.zoom?.[0],
        to: state.zoom?.[1],
      },
      t,
      pointer
    );
}

/** The objective, when the group has its metric: all metrics of a group have one unit. */
function objectiveOf({ page }, group) {
  return group.metrics.some((m) => m.metric === page.objective.metric) ? page.objective : null;
}

function linesOf({ page, data, colouring: colours, xOf: x, view }, group, t) {
  const rows = new Map(page.trials.map((r) => [r.trial.id, r]));
  const kinds = new Map(group.metrics.map((m) => [m.metric, m.kind]));
  return data
    .filter((d) => kinds.has(d.metric) && d.steps.length)
    .map((d) => {
      const r = rows.get(d.trial);
      return {
        ...d,
        name: `${r.label}, trial ${r.trial.number}${kinds.get(d.metric) === 'other' ? '' : `, ${kinds.get(d.metric)}`}`,
        kind: kinds.get(d.metric),
        colour: colours.of(r, t),
        dash: colours.dash(r),
        failed: r.trial.state === 'infeasible',
        bestStep: view.x === 'step' || r.trial.steps ? r.trial.bestStep : null,
        toX: x(r).to,
      };
    });
}

function charts(state) {
  const shown = state.groups.filter((g) => g.shown);
  if (!shown.length) return [h('p.state', {}, 'Choose a chart above.')];
  return h('div', { class: shown.length > 1 ? 'twos' : '' },
    shown.map((g) => {
      const lines = linesOf(state, g, theme(document.body));
      if (!lines.length) return h('p.quiet', {}, `No trial has measured ${g.name} yet.`);
      if (lines.every((l) => l.steps.length < 2))
        return h('p.quiet', {}, `No curves of ${g.name} recorded: each trial has one value at most.`);
      const rings = lines.some((l) => l.kind === 'validation' && l.bestStep != null);
      const dashed = lines.some((l) => l.dash);
      const both = g.metrics.length > 1;
      const objective = objectiveOf(state, g);
      const word = (y) => (objective ? value(objective, y) : significant(y, 4));
      return figure(
        drawing(state, g.name),
        [
          h('strong', {}, g.name),
          both ? `: validation ${dashed ? 'as in the table' : 'solid'}, training dotted` : '',
          state.view.smooth ? '; the raw line is behind the smoothed one' : '',
          rings ? '. ○ best checkpoint, ' : '. ',
          '✕ not a number, △ beyond the scale. Ctrl + wheel zooms, dragging pans. ',
          rules(['PB-28']),
        ],
        {
          head: ['Curve', 'Steps from', 'to', 'Lowest', 'Highest', 'Not a number'],
          rows: () =>
            linesOf(state, g, theme(document.body)).map((l) => [
              l.name,
              l.steps[0],
              l.steps.at(-1),
              word(least(l.low)),
              word(most(l.high)),
              l.nans.reduce((a, b) => a + b, 0),
            ]),
        },
        {
          tall: true,
          'data-testid': 'compare-chart',
          'data-group': g.name,
          group: 'compare',
          name: `${g.name} of ${count(state.page.trials.length, 'trial')} by ${AXIS[state.view.x]}`,
        }
      );
    }));
}

const least = (ys) => ys.reduce((a, b) => (Number.isNaN(b) ? a : Math.min(a, b)), Infinity);
const most = (ys) => ys.reduce((a, b) => (Number.isNaN(b) ? a : Math.max(a, b)), -Infinity);
