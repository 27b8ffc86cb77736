// @ts-check
import { h } from '../dom.js';

const AXES = [
  ['step', 'step'],
  ['time', 'time since the start'],
  ['wall', 'time of day'],
];

/** The display options of the curves; every change is a change of the URL. */
export function controls(view, groups, names, by, change) {
  const flag = (key, text) =>
    h('label', {},
      h('input', {
        type: 'checkbox',
        name: key,
        checked: view[key],
        onchange: (e) => change({ [key]: e.target.checked }),
      }),
      text);
  const choice = (name, text, options, value) =>
    h('label.inline', {},
      text,
      h('select', { name, onchange: (e) => change({ [name]: e.target.value, from: null, to: null }) },
        options.map(([v, words]) => h('option', { value: v, selected: v === value }, words))));
  const smooth = h('output', {}, view.smooth ? String(view.smooth) : 'none');
  return h('form.controls', {
    'data-key': 'controls',
    'aria-label': 'Display options',
    onsubmit: (e) => e.preventDefault(),
  },
    h('fieldset', {},
      h('legend', {}, 'Charts'),
      groups.map((g) =>
        h('label', {},
          h('input', {
            type: 'checkbox',
            name: 'chart',
            value: g.name,
            checked: g.shown,
            onchange: () =>
              change({ charts: groups.filter((o) => (o === g ? !o.shown : o.shown)).map((o) => o.name) }),
          }),
          g.name)
      )),
    h('fieldset', {},
      h('legend', {}, 'Axes'),
      choice('x', 'x axis ', AXES, view.x),
      flag('xlog', 'log x'),
      flag('ylog', 'log y'),
      flag('whole', 'include outliers')),
    h('fieldset', {},
      h('label.inline', {},
        'Smoothing ',
        h('input', {
          type: 'range',
          name: 'smooth',
          min: 0,
          max: 0.99,
          step: 0.01,
          value: String(view.smooth),
          'data-testid': 'smoothing',
          oninput: (e) => {
            smooth.textContent = e.target.value === '0' ? 'none' : e.target.value;
          },
          onchange: (e) => change({ smooth: e.target.value === '0' ? null : e.target.value }),
        }),
        smooth),
      choice('by', 'Colour by ', [['trial', 'trial'], ['study', 'study'], ...names.map((n) => [n, n])], by)),
    h('div.buttons', { role: 'group', 'aria-label': 'Zoom' },
      [
        ['in', 'Zoom in'],
        ['out', 'Zoom out'],
        ['left', 'Earlier'],
        ['right', 'Later'],
        ['all', 'All'],
      ].map(([what, text]) => h('button', { type: 'button', value: what, 'data-zoom': what }, text))));
}

/**
 * The range of x after a zoom button.
 * @param {'in'|'out'|'left'|'right'|'all'} what
 * @param {[number, number]} shown
 * @param {[number, number]} extent
 * @returns {[number, number]?} null for the whole range
 */
export function zoomed(what, [from, to], extent) {
  const width = to - from;
  const middle = (from + to) / 2;
  const [a, b] = {
    in: [middle - width / 4, middle + width / 4],
    out: [middle - width, middle + width],
    left: [from - width / 3, to - width / 3],
    right: [from + width / 3, to + width / 3],
    all: extent,
  }[what];
  const size = Math.min(b - a, extent[1] - extent[0]);
  const start = Math.min(Math.max(a, extent[0]), extent[1] - size);
  return size >= extent[1] - extent[0] ? null : [start, start + size];
}
