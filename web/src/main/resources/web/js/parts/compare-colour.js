// @ts-check
import { sequence, shareOf } from '../charts/sequence.js';
import { parameter } from '../format.js';

const SERIES = 6;

/**
 * The colours of the trials: by trial, by study, or by a hyperparameter.
 * @param {any[]} rows  trials of the compare page
 * @param {string?} by  'trial', 'study' or a hyperparameter
 * @returns {{by: string, words: string, of: (row: any, t: import('../charts/theme.js').Theme) => string}}
 */
export function colouring(rows, by) {
  const names = [...new Set(rows.flatMap((r) => Object.keys(r.trial.configuration)))];
  if (names.includes(by)) return byParameter(rows, by);
  const studies = new Set(rows.map((r) => r.study));
  const chosen =
    by === 'study' || by === 'trial' ? by : rows.length <= SERIES || studies.size === 1 ? 'trial' : 'study';
  if (chosen === 'study') return { by: 'study', words: 'study', of: (r, t) => t.series[r.place % SERIES] };
  const order = new Map(rows.map((r, i) => [r.trial.id, i]));
  return {
    by: 'trial',
    words: 'trial',
    of: (r, t) =>
      rows.length <= SERIES
        ? t.series[order.get(r.trial.id)]
        : sequence(order.get(r.trial.id) / (rows.length - 1), t.dark),
  };
}

function byParameter(rows, name) {
  const value = (r) => r.trial.configuration[name];
  const values = rows.map(value).filter((v) => v != null);
  if (values.every((v) => typeof v === 'number')) {
    const share = shareOf(values);
    return {
      by: name,
      words: name,
      of: (r, t) => (value(r) == null ? t.quiet : sequence(share(value(r)), t.dark)),
    };
  }
  const order = [...new Set(values.map(parameter))].sort();
  return {
    by: name,
    words: name,
    of: (r, t) => (value(r) == null ? t.quiet : t.series[order.indexOf(parameter(value(r))) % SERIES]),
  };
}
