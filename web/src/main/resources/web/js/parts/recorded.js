// @ts-check

/**
 * The trial without what was not recorded: a tracked run has no seed of its own, and one without steps or times has
 * zeros in their place.
 * @template {{steps?: number?, bestStep?: number?, seconds?: number?, seed?: number?}} T
 * @param {T} trial
 * @param {{algorithm: {kind: string}}?} study
 * @returns {T}
 */
export function recorded(trial, study) {
  return {
    ...trial,
    bestStep: trial.steps === 0 ? null : trial.bestStep,
    seconds: trial.seconds || null,
    seed: study?.algorithm.kind === 'TRACKED' ? null : trial.seed,
  };
}
