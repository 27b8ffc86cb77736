// @ts-check
import { h } from '../dom.js';
import { pathTo } from '../paths.js';
import { startAgent } from './start-agent.js';

/**
 * How an external trainer gets the trials of a study; null where there are none to get.
 * @param {any} study
 */
export function externalTrainer(study) {
  const left = study.planned - study.completed - study.infeasible;
  if (study.trainer !== 'external' || study.state !== 'running' || left <= 0) return null;
  return h('div', { 'data-testid': 'external-trainer' },
    study.running
      ? null
      : h('p.hint', {},
        'An external trainer trains this study. Ask for its trials: ',
        h('code', {}, `POST ${pathTo(`/api/v1/studies/${study.id}/ask`)}`)),
    startAgent(study.id));
}

/** A study's state in words: one of tracked runs never ends by itself, and nothing runs in it between runs. */
export function stateOf(study) {
  return isOpenForRuns(study) ? 'open for more runs' : study.state;
}

/** Whether a study waits for runs of clients, none of which is running. */
export function isOpenForRuns({ trainer, state, running }) {
  return trainer === 'tracked' && state === 'running' && !running;
}
