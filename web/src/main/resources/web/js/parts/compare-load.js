// @ts-check
import { h } from '../dom.js';
import { get } from '../api.js';

const NOT_FOUND = 404;

/**
 * The trials to compare, without those that do not exist.
 * @param {string[]} ids
 * @returns {Promise<{page: any, known: string[], unknown: string[]}>} page: null without a known trial
 */
export async function trialsToCompare(ids) {
  try {
    return { page: await get('/trials', { ids: ids.join(',') }), known: ids, unknown: [] };
  } catch (problem) {
    if (problem.status !== NOT_FOUND) throw problem;
  }
  const exists = await Promise.all(
    ids.map((id) =>
      get('/trials', { ids: id }).then(
        () => true,
        (problem) => {
          if (problem.status !== NOT_FOUND) throw problem;
          return false;
        }
      )
    )
  );
  const known = ids.filter((_, i) => exists[i]);
  const page = known.length ? await get('/trials', { ids: known.join(',') }) : null;
  return { page, known, unknown: ids.filter((_, i) => !exists[i]) };
}

/** Which trials of the link do not exist. */
export function unknownTrials(ids) {
  if (!ids.length) return null;
  const names = ids.map((id) => `'${id}'`).join(', ');
  return h('p.hint', { role: 'status', 'data-testid': 'unknown-trials' },
    ids.length === 1 ? `There is no trial ${names}.` : `There are no trials ${names}.`);
}
