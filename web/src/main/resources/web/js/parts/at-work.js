// @ts-check
import { count } from '../format.js';

/** With fewer ended trials their mean duration is a guess. */
const MIN_ENDED = 3;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * How many train a study, and when it will be done; null when nothing runs.
 * @param {{
 *   study: {state: string, trainer: string, planned: number, completed: number, infeasible: number},
 *   trials: {id: string, state: string,}[],
 *   times: {trial: string, startedAt: string?, endedAt: string?}[],
 * }} page
 * @param {number} now  milliseconds since 1970
 * @returns {{workers: string, agents: boolean, left: string?}?} agents: of which each trains one trial; left: null when
 *   it is not known
 */
export function atWork({ study, trials, times }, now) {
  const running = trials.filter((t) => t.state === 'running');
  if (!running.length) return null;
  const agents = study.trainer === 'external';
  const seconds = study.state === 'running' ? secondsLeft({ study, trials, times }, running, now) : null;
  return {
    workers: `${count(running.length, agents ? 'agent' : 'trial')} at work`,
    agents,
    left: seconds == null ? null : leftText(seconds),
  };
}

/**
 * From the mean duration of the ended trials: the time of the remaining ones among those at work, less what the running
 * ones have spent. Null when it is not known, or when the running trials take longer than all before.
 */
function secondsLeft({ study, trials, times }, running, now) {
  const remaining = study.planned - study.completed - study.infeasible;
  if (study.trainer === 'tracked' || remaining <= 0) return null;
  const timesOf = new Map(times.map((t) => [t.trial, t]));
  const durations = trials
    .filter((t) => t.state === 'completed' || t.state === 'infeasible')
    .map((t) => timesOf.get(t.id))
    .filter((t) => t?.startedAt && t.endedAt)
    .map((t) => (Date.parse(t.endedAt) - Date.parse(t.startedAt)) / 1000);
  if (durations.length < MIN_ENDED) return null;
  const mean = durations.reduce((sum, d) => sum + d, 0) / durations.length;
  const spent = running
    .map((t) => timesOf.get(t.id)?.startedAt)
    .map((at) => (at ? Math.min(mean, Math.max(0, (now - Date.parse(at)) / 1000)) : 0));
  const workers = Math.min(running.length, remaining);
  const shared = (mean * remaining - spent.reduce((sum, s) => sum + s, 0)) / workers;
  const left = Math.max(shared, mean - Math.min(...spent));
  return left > 0 ? left : null;
}

/**
 * A remaining time, as exact as an estimate from a mean is.
 * @param {number} seconds
 */
export function leftText(seconds) {
  const minutes = seconds / MINUTE;
  if (minutes < 1) return 'less than a minute left';
  if (minutes < 10) return `about ${Math.round(minutes)} min left`;
  if (minutes < 57.5) return `about ${5 * Math.round(minutes / 5)} min left`;
  const hours = seconds / HOUR;
  if (hours < 9.75) return `about ${Math.round(2 * hours) / 2} h left`;
  if (hours < 47.5) return `about ${Math.round(hours)} h left`;
  return `about ${Math.round(hours / 24)} days left`;
}
