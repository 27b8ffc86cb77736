// @ts-check
import { h } from '../dom.js';
import { post } from '../api.js';
import { ask } from './trial-annotations.js';

/** What ends a running trial of an external trainer, and what that means. */
export const STOP = {
  action: 'Stop trial',
  meaning: 'The trial becomes infeasible with this reason, and its configuration is not tried again.',
};
export const OFFER = {
  action: 'Offer again',
  meaning: 'This attempt ends, and the next agent that asks gets the same configuration. It is no failed attempt.',
};

/**
 * The buttons that end a running trial of an external trainer.
 * @param {string} trial
 * @param {string} name  of the trial, for people
 * @param {() => Promise<void>} ended
 */
export function trialEnds(trial, name, ended) {
  const button = ({ action, meaning }, testId, send) =>
    h('button', {
      type: 'button',
      title: meaning,
      'aria-label': `${action}: ${name}`,
      'data-testid': testId,
      'data-control': testId,
      onclick: () =>
        ask(
          { title: `${action}: ${name}`, label: 'Reason', hint: meaning, action, required: true },
          async (reason) => {
            await send(reason);
            await ended();
          }
        ),
    },
      action);
  return [
    button(STOP, 'stop-trial', (reason) => post(`/trials/${trial}/infeasible`, { reason, kind: 'other' })),
    button(OFFER, 'offer-again', (why) => post(`/trials/${trial}/abandon`, { why })),
  ];
}
