// @ts-check

/**
 * The trials selected on this page: one set for the table, the plots and Compare. It is in the URL as `selected`: by
 * number on the page of a study (`0-5,9`), else by id.
 */

const EVENT = 'tb-selection';
const FAINT = { point: 0.12, line: 0.04 };

/** @type {Map<string, number>} the numbers of the page's trials by id */
let numbers = new Map();
/** @type {Map<number, string>} */
let ids = new Map();

/**
 * The trials of the page, which the URL names by their numbers; none for a page with trials of several studies.
 * @param {{id: string, number: number}[]} trials
 */
export function nameTrials(trials) {
  numbers = new Map(trials.map((t) => [t.id, t.number]));
  ids = new Map(trials.map((t) => [t.number, t.id]));
}

/** @returns {Set<string>} the ids of the selected trials */
export function selection() {
  const text = new URLSearchParams(location.search).get('selected');
  return new Set(text ? text.split(',').flatMap(named) : []);
}

/** The trials of `7`, `0-5` or an id. */
function named(word) {
  const range = word.match(/^(\d+)(?:-(\d+))?$/);
  if (!range || !ids.size) return word ? [word] : [];
  const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])];
  const found = [];
  for (let n = from; n <= Math.min(to, from + ids.size); n++) {
    const id = ids.get(n);
    if (id) found.push(id);
  }
  return found;
}

/**
 * Selects these trials only.
 * @param {Iterable<string>} trials  ids
 * @param {any} [source]  the element that selected them
 */
export function select(trials, source = null) {
  const query = new URLSearchParams(location.search);
  const text = written([...trials]);
  if (text === (query.get('selected') ?? '')) return;
  if (text) query.set('selected', text);
  else query.delete('selected');
  const search = query.size ? `?${query}`.replaceAll('%2C', ',') : '';
  history.replaceState(history.state, '', location.pathname + search + location.hash);
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { source } }));
}

/** @param {string[]} trials */
function written(trials) {
  const known = trials.map((t) => numbers.get(t)).filter((n) => n != null);
  if (known.length < trials.length) return trials.join(',');
  known.sort((a, b) => a - b);
  const ranges = [];
  for (const n of known) {
    const last = ranges.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([a, b]) => (a === b ? a : `${a}-${b}`)).join(',');
}

/** @type {Set<{element: Element, listener: (source: any) => void, shown: boolean}>} */
const listeners = new Set();

document.addEventListener(EVENT, (/** @type {any} */ event) => {
  for (const { element, listener } of listeners) if (element.isConnected) listener(event.detail.source);
});

/**
 * Calls the listener when other trials are selected, as long as the element is on the page.
 * @param {Element} element
 * @param {(source: any) => void} listener
 */
export function onSelection(element, listener) {
  // A page that is drawn every second must not keep the elements of before.
  for (const known of listeners) {
    if (known.element.isConnected) known.shown = true;
    else if (known.shown) listeners.delete(known);
  }
  listeners.add({ element, listener, shown: element.isConnected });
}

/**
 * An option of a chart in which the points and lines of other trials than the selected ones are faint.
 * @param {import('./charts/theme.js').Option} option
 * @param {Set<string>} selected
 * @returns {import('./charts/theme.js').Option}
 */
export function emphasised(option, selected) {
  if (!selected.size) return option;
  const one = (item, line) => {
    if (!item?.trial) return item;
    const key = line ? 'lineStyle' : 'itemStyle';
    const chosen = selected.has(item.trial);
    const style = chosen
      ? line
        ? { opacity: 1, width: 2 }
        : { opacity: 1 }
      : { opacity: line ? FAINT.line : FAINT.point };
    return { ...item, [key]: { ...item[key], ...style } };
  };
  const series = [option.series ?? []].flat().map((s) =>
    hasTrials(s) ? { ...s, data: s.data.map((item) => one(item, s.type === 'parallel')) } : s
  );
  return { ...option, series };
}

/** Whether the points of a series are trials. */
export function hasTrials(series) {
  return (series?.type === 'scatter' || series?.type === 'parallel') && series.data?.some((d) => d?.trial);
}
