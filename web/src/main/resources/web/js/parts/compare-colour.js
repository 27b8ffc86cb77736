// @ts-check
import { sequence, shareOf } from '../charts/sequence.js';
import { parameter } from '../format.js';

const SERIES = 6;
/** With a colour they distinguish 36 trials; the dots of training curves are none of them. */
const DASHES = [null, [7, 3], [3, 3], [10, 3, 3, 3], [12, 5], [6, 2, 2, 2, 2, 2]];
const SOLID = () => null;

/**
 * The colours of the trials: by trial, by study, or by a hyperparameter.
 * @param {any[]} rows  trials of the compare page
 * @param {string?} by  'trial', 'study' or a hyperparameter
 * @returns {{
 *   by: string,
 *   words: string,
 *   of: (row: any, t: import('../charts/theme.js').Theme) => string,
 *   dash: (row: any) => number[] | null,
 * }} dash: of the lines of a trial
 */
export function colouring(rows, by) {
  const names = [...new Set(rows.flatMap((r) => Object.keys(r.trial.configuration)))];
  if (names.includes(by)) return byParameter(rows, by);
  const studies = new Set(rows.map((r) => r.study));
  const chosen =
    by === 'study' || by === 'trial' ? by : rows.length <= SERIES || studies.size === 1 ? 'trial' : 'study';
  if (chosen === 'study')
    return { by: 'study', words: 'study', of: (r, t) => t.series[r.place % SERIES], dash: SOLID };
  const order = new Map(rows.map((r, i) => [r.trial.id, i]));
  const few = rows.length <= SERIES * DASHES.length;
  return {
    by: 'trial',
    words: 'trial',
    of: (r, t) =>
      few
        ? t.series[order.get(r.trial.id) % SERIES]
        : sequence(order.get(r.trial.id) / (rows.length - 1), t.dark),
    dash: (r) => (few ? DASHES[Math.floor(order.get(r.trial.id) / SERIES)] : null),
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
      dash: SOLID,
    };
  }
  const order = [...new Set(values.map(parameter))].sort();
  return {
    by: name,
    words: name,
    of: (r, t) => (value(r) == null ? t.quiet : t.series[order.indexOf(parameter(value(r))) % SERIES]),
    dash: SOLID,
  };
}
