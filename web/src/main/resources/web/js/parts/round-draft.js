// @ts-check
/**
 * A round as the form has it, and its conversion to the API's format. Pure.
 * @typedef {{
 *   name: string,
 *   role: 'SCIENTIFIC' | 'NUISANCE' | 'FIXED',
 *   scale: string,
 *   low: string,
 *   high: string,
 *   least?: string,
 *   most?: string,
 *   values: string,
 *   stored?: any,
 *   when: string,
 *   condition?: any,
 *   why: string,
 * }} Row
 * @typedef {{
 *   question: string,
 *   kind: string,
 *   phase: string,
 *   rows: Row[],
 *   each: boolean,
 *   algorithm: string,
 *   seed: string,
 *   trials: string,
 *   command: string,
 *   version: string,
 *   data: string,
 *   digest: string,
 *   trainer: string,
 *   start: boolean,
 * }} Draft
 */

/** The value of a typed text: a boolean, a number, else the text. */
export function valueOf(text) {
  const word = text.trim();
  if (word === 'true' || word === 'false') return word === 'true';
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

/** Whether a row has a lower and an upper end. */
export function hasRange({ role, scale }) {
  return role !== 'FIXED' && scale !== 'choice' && scale !== 'boolean';
}

/** @param {Row} row */
export function parameterOf(row) {
  return {
    name: row.name.trim(),
    domain: domainOf(row),
    ...(row.when.trim() ? { when: whenOf(row) } : {}),
    ...boundsOf(row),
  };
}

function domainOf({ role, scale, low, high, values, stored }) {
  // Texts with a comma, or that look like a number, stay what they are unless they are edited.
  if (stored && values === textOf(stored) && (role === 'FIXED') === (stored.scale === 'fixed') &&
    (stored.scale === 'fixed' || scale === scaleOf(stored))) return stored;
  if (role === 'FIXED') return { scale: 'fixed', value: valueOf(values) };
  if (scale === 'boolean') return { scale: 'choice', values: [false, true] };
  if (scale === 'choice')
    return {
      scale,
      values: values
        .split(',')
        .filter((v) => v.trim())
        .map(valueOf),
    };
  return { scale, low: Number(low), high: Number(high) };
}

/** The natural bounds: `0` includes the bound, `> 0` and `< 1` exclude it; none when empty. */
function boundsOf(row) {
  const { least = '', most = '' } = row;
  if (!hasRange(row) || !(least.trim() || most.trim())) return {};
  return {
    bounds: {
      ...(least.trim() ? { low: bound(least), lowOpen: least.includes('>') } : {}),
      ...(most.trim() ? { high: bound(most), highOpen: most.includes('<') } : {}),
    },
  };
}

function bound(text) {
  return Number(text.replace(/^\s*[<>]/, ''));
}

function whenOf({ when, condition = null }) {
  if (condition && when === `${condition.parameter}=${condition.equals}`) return condition;
  const [parameter, equals = ''] = when.split('=');
  return { parameter: parameter.trim(), equals: valueOf(equals) };
}

/** @param {Draft} draft */
export function bodyOf(draft) {
  return {
    goal: { kind: draft.kind, phase: draft.phase, question: draft.question.trim() },
    roles: draft.rows.map((r) => ({ parameter: parameterOf(r), role: r.role, why: r.why.trim() })),
    studies: studiesOf(draft),
  };
}

/** One study for each combination of the scientific values (PB-18), or one over all of them (PB-19). */
export function studiesOf(draft) {
  const algorithm = { kind: draft.algorithm, seed: Number(draft.seed) };
  const trials = Number(draft.trials);
  const all = draft.rows.map(parameterOf);
  const scientific = draft.rows
    .filter((r) => r.role === 'SCIENTIFIC' && !hasRange(r))
    .map(parameterOf);
  if (!draft.each || !scientific.length)
    return [{ name: 'All together', settings: {}, space: all, algorithm, trials }];
  return combinations(scientific).map((settings) => ({
    name: Object.entries(settings)
      .map(([n, v]) => `${n} ${v}`)
      .join(', '),
    settings,
    space: under(all, settings),
    algorithm,
    trials,
  }));
}

function combinations(parameters) {
  return parameters.reduce(
    (found, p) => found.flatMap((f) => p.domain.values.map((v) => ({ ...f, [p.name]: v }))),
    [{}]
  );
}

/** The parameters that exist under these settings, with the settings fixed. */
function under(all, settings) {
  const known = {
    ...Object.fromEntries(all.filter((p) => p.domain.scale === 'fixed').map((p) => [p.name, p.domain.value])),
    ...settings,
  };
  return all
    .filter((p) => !p.when || !(p.when.parameter in known) || known[p.when.parameter] === p.when.equals)
    .map((p) => (p.name in settings ? { ...p, domain: { scale: 'fixed', value: settings[p.name] } } : p));
}

function scaleOf({ scale, values = [] }) {
  if (scale === 'choice' && values.every((v) => typeof v === 'boolean')) return 'boolean';
  return scale === 'fixed' ? 'log' : scale;
}

function textOf(domain) {
  return domain.scale === 'fixed' ? String(domain.value) : (domain.values ?? []).join(', ');
}

/** A row of the form for a role of an earlier round. */
export function rowOf({ name, role, domain, when, why, bounds = null }) {
  return {
    name,
    role,
    why,
    scale: scaleOf(domain),
    low: String(domain.low ?? ''),
    high: String(domain.high ?? ''),
    values: textOf(domain),
    ...(['fixed', 'choice'].includes(domain.scale) ? { stored: domain } : {}),
    least: bounds?.low == null ? '' : `${bounds.lowOpen ? '> ' : ''}${bounds.low}`,
    most: bounds?.high == null ? '' : `${bounds.highOpen ? '< ' : ''}${bounds.high}`,
    when: when ? `${when.parameter}=${when.equals}` : '',
    ...(when ? { condition: when } : {}),
  };
}

export const EMPTY_ROW = {
  name: '',
  role: 'NUISANCE',
  scale: 'log',
  low: '',
  high: '',
  least: '',
  most: '',
  values: '',
  when: '',
  why: '',
};
