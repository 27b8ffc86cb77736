// @ts-check

/**
 * A filter of trials: conditions that all must match, such as `state:completed validation/error<7%`, `starred`, or
 * any text.
 * @typedef {import('./trial-columns.js').Column} Column
 * @typedef {{start: number, end: number, matches: ((trial: any) => boolean) | null, problem: string | null}} Condition
 * @typedef {{matches: (trial: any) => boolean, problems: string[]}} Filter
 */

const FLAGS = {
  starred: (t) => t.annotations?.starred === true,
  pinned: (t) => t.annotations?.pinned === true,
  hidden: (t) => t.annotations?.hidden === true,
};
const STATES = ['proposed', 'running', 'completed', 'infeasible', 'abandoned'];
const ORDER = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const SECONDS = { s: 1, min: 60, h: 3600 };
const MAX_NAMED = 12;

/**
 * Parses a filter. A condition that is not understood is a problem and filters nothing.
 * @param {string | null} text
 * @param {Column[]} columns
 * @param {any[]} trials  those whose tags exist
 * @returns {Filter}
 */
export function parseFilter(text, columns, trials = []) {
  const conditions = conditionsOf(text ?? '', columns, trials);
  const tests = conditions.flatMap((c) => (c.matches ? [c.matches] : []));
  return {
    matches: (trial) => tests.every((test) => test(trial)),
    problems: conditions.flatMap((c) => (c.problem ? [c.problem] : [])),
  };
}

/**
 * What can be typed at the caret: names of columns, then operators, or the states and tags.
 * @param {string} text
 * @param {number} caret
 * @param {Column[]} columns
 * @param {any[]} trials
 * @returns {{from: number, to: number, options: string[]}} `from` and `to` are replaced by an option
 */
export function completions(text, caret, columns, trials) {
  const from = startOf(text.slice(0, caret), columns);
  const to = caret + text.slice(caret).search(/\s|$/);
  const word = text.slice(from, caret);
  const sign = word.match(/^([^<>=:!]+)(!=|[=:])([^<>=:]*)$/);
  if (sign) {
    const field = columnNamed(columns, sign[1]);
    const wanted = sign[3].toLowerCase();
    const options = (valuesOf(field, trials) ?? []).filter((v) => v.toLowerCase().startsWith(wanted));
    return { from, to, options: options.map((v) => sign[1] + sign[2] + quoted(v)) };
  }
  const exact = columnNamed(columns, word);
  if (exact && word) {
    const signs = exact.num ? ['<', '<=', '>', '>=', '='] : [':', '!='];
    return { from, to, options: signs.map((s) => word + s) };
  }
  const names = [...columns.map(nameOf), ...Object.keys(FLAGS)];
  const starts = names.filter((n) => n.toLowerCase().startsWith(word.toLowerCase()));
  const contains = names.filter((n) => !starts.includes(n) && n.toLowerCase().includes(word.toLowerCase()));
  return { from, to, options: word ? [...starts, ...contains] : [] };
}

/** Where the word before the caret begins: a header with spaces is one word. */
function startOf(before, columns) {
  const word = before.search(/\S*$/);
  const sign = before.slice(word).match(/(<=|>=|!=|[<>=:])\S*$/)?.[0] ?? '';
  const name = before.slice(0, before.length - sign.length).toLowerCase();
  for (const { text } of columns)
    for (let n = text.length; n > text.search(/\s|$/); n--) {
      const start = name.length - n;
      if (name.endsWith(text.slice(0, n).toLowerCase()) && (start === 0 || name[start - 1] === ' ')) return start;
    }
  return word;
}

/** The name of a column in a filter: its header. */
const nameOf = (column) => column.text;

function valuesOf(column, trials) {
  if (column?.key === 'state') return STATES;
  if (column?.key === 'tag') return tagsOf(trials);
  return null;
}

/** The tags of all trials, sorted. */
export function tagsOf(trials) {
  return [...new Set(trials.flatMap((t) => t.annotations?.tags ?? []))].sort();
}

const quoted = (text) => (/\s/.test(text) ? `"${text}"` : text);

/** The column of a header or key; a header in the same case comes first. */
function columnNamed(columns, name) {
  const plain = (s) => s.toLowerCase().replace(/[\s_]+/g, '');
  return (
    columns.find((c) => c.text === name) ??
    columns.find((c) => c.key === name) ??
    columns.find((c) => plain(c.text) === plain(name) || plain(c.key.replace(/^m:/, '')) === plain(name))
  );
}

/** @returns {Condition[]} */
function conditionsOf(text, columns, trials) {
  const names = [...new Set(columns.flatMap((c) => [c.text, c.key, c.key.replace(/^m:/, '')]))].sort(
    (a, b) => b.length - a.length
  );
  const found = [];
  let at = 0;
  for (;;) {
    at += text.slice(at).search(/\S|$/);
    if (at >= text.length) return found;
    const condition = one(text, at, names, columns, trials);
    found.push(condition);
    at = condition.end;
  }
}

/** The condition at a place: a name, an operator and a value, or a word. */
function one(text, start, names, columns, trials) {
  const rest = text.slice(start);
  const head = compared(rest, names);
  if (head) {
    const value = rest.slice(head.length).match(/^\s*(?:"([^"]*)"?|(\S*))/);
    const end = start + head.length + value[0].length;
    const wanted = value[1] ?? value[2];
    return { start, end, ...condition(head.name, head.sign, wanted, columns, trials) };
  }
  const word = rest.match(/^(?:"([^"]*)"?|(\S+))/);
  const wanted = (word[1] ?? word[2]).toLowerCase();
  const matches = word[1] == null && FLAGS[wanted] ? FLAGS[wanted] : mentions(wanted);
  return { start, end: start + word[0].length, matches, problem: null };
}

/** A known name, which may have spaces, or any word, before an operator. */
function compared(rest, names) {
  for (const name of names) {
    if (!rest.toLowerCase().startsWith(name.toLowerCase())) continue;
    const sign = rest.slice(name.length).match(/^\s*(<=|>=|!=|<|>|=|:)/);
    if (sign) return { name, sign: sign[1], length: name.length + sign[0].length };
  }
  const other = rest.match(/^(?:"([^"]+)"|([^\s"<>=:!]+))\s*(<=|>=|!=|<|>|=|:)/);
  return other && { name: other[1] ?? other[2], sign: other[3], length: other[0].length };
}

/** @returns {{matches: ((trial: any) => boolean) | null, problem: string | null}} */
function condition(name, sign, wanted, columns, trials) {
  const problem = (text) => ({ matches: null, problem: text });
  const column = columnNamed(columns, name);
  if (!column) return problem(`There is no column "${name}"; columns: ${listed(columns.map(nameOf))}.`);
  if (wanted === '') return problem(`Add a value after "${name}${sign}".`);
  const values = valuesOf(column, trials);
  if (values) return ofValues(column, sign, wanted, values);
  if (sign in ORDER) {
    const { number, why } = numberOf(column, wanted);
    if (number == null) return problem(`"${name}${sign}${wanted}": ${why}.`);
    return { matches: holds(column, (x) => typeof x === 'number' && ORDER[sign](x, number)), problem: null };
  }
  const { number } = numberOf(column, wanted);
  const text = wanted.toLowerCase();
  const equal = (x, trial) =>
    x === number || String(x).toLowerCase() === text || column.show(trial).toLowerCase() === text;
  if (sign === '=') return { matches: holds(column, equal), problem: null };
  if (sign === '!=') return { matches: (trial) => !holds(column, equal)(trial), problem: null };
  const within = (x, trial) =>
    equal(x, trial) || String(x).toLowerCase().includes(text) || column.show(trial).toLowerCase().includes(text);
  return { matches: holds(column, within), problem: null };
}

/** A condition on a column with known values: states and tags. */
function ofValues(column, sign, wanted, values) {
  if (sign in ORDER) return { matches: null, problem: `Use : or = with "${column.key}", not ${sign}.` };
  const text = wanted.toLowerCase();
  const is = (v) => v.toLowerCase() === text || (sign === ':' && v.toLowerCase().startsWith(text));
  if (!values.some(is)) {
    const known = values.length ? `${column.key}s: ${listed(values)}` : `no trial has a ${column.key}`;
    return { matches: null, problem: `There is no ${column.key} "${wanted}"; ${known}.` };
  }
  const has = (trial) =>
    (column.key === 'tag' ? (trial.annotations?.tags ?? []) : [column.of(trial)]).some((v) => v != null && is(v));
  return { matches: sign === '!=' ? (trial) => !has(trial) : has, problem: null };
}

const holds = (column, test) => (trial) => {
  const x = column.of(trial);
  return x != null && test(x, trial);
};

/**
 * A number as the column shows it: in percent, also without % when it is above 1, with separators of thousands, or as
 * a time.
 * @returns {{number?: number, why?: string}}
 */
function numberOf(column, wanted) {
  const text = wanted.replaceAll(',', '').replace('−', '-');
  if (column.key === 'seconds' && /^(\d+(\.\d+)?(s|min|h))+$/.test(text)) {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(s|min|h)/g)];
    return { number: parts.reduce((sum, [, n, unit]) => sum + Number(n) * SECONDS[unit], 0) };
  }
  if (text.endsWith('%')) {
    const share = Number(text.slice(0, -1));
    if (text.length < 2 || !Number.isFinite(share)) return { why: `${wanted} is not a number` };
    if (column.unit === 'fraction') return { number: share / 100 };
    if (column.unit === 'percent') return { number: share };
    return { why: `${nameOf(column)} is not a percentage; omit the %` };
  }
  const number = Number(text);
  // No share exceeds 1: the column shows 88.5%.
  if (column.unit === 'fraction' && Math.abs(number) > 1) return { number: number / 100 };
  return text === '' || Number.isNaN(number) ? { why: `${wanted} is not a number` } : { number };
}

function listed(names) {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function mentions(wanted) {
  return (t) =>
    [t.number, t.state, t.reason ?? '', ...(t.annotations?.tags ?? []), ...Object.entries(t.configuration).flat()]
      .join(' ')
      .toLowerCase()
      .includes(wanted);
}
