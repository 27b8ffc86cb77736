// @ts-check
import { link } from '../api.js';

const FLAGS = ['xlog', 'ylog', 'whole'];

/** The display options in the URL. */
export function viewOf(search) {
  const query = new URLSearchParams(search);
  const number = (key) =>
    query.has(key) && Number.isFinite(Number(query.get(key))) ? Number(query.get(key)) : null;
  const smooth = number('smooth') ?? 0;
  return {
    trials: list(query.get('trials')),
    charts: query.has('charts') ? list(query.get('charts')) : null,
    x: ['time', 'wall'].includes(query.get('x')) ? query.get('x') : 'step',
    by: query.get('by'),
    smooth: Math.min(0.99, Math.max(0, smooth)),
    ...Object.fromEntries(FLAGS.map((flag) => [flag, query.get(flag) === '1'])),
    from: number('from'),
    to: number('to'),
  };
}

/** @returns {string} a path with the changes; null removes an option */
export function withChange(search, changes) {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (
      value == null ||
      value === '' ||
      value === false ||
      (Array.isArray(value) && !value.length && key !== 'charts')
    )
      query.delete(key);
    else query.set(key, Array.isArray(value) ? value.join(',') : value === true ? '1' : String(value));
  }
  return `/compare${query.size ? `?${query}` : ''}`.replaceAll('%2C', ',').replaceAll('%2F', '/');
}

/** A link that compares these trials. */
export function comparing(trials, more = {}) {
  return link('/compare', { trials: trials.join(','), ...more }).replaceAll('%2C', ',');
}

function list(text) {
  return text ? text.split(',').filter(Boolean) : [];
}
