// @ts-check
import { h } from '../dom.js';
import { count, duration, significant } from '../format.js';
import { rules } from './common.js';

/** PB-21: scientific values, nuisance space and density, which share one budget, and its cost. */
export function triad(b) {
  const facts = [
    [
      'Scientific values',
      String(b.scientificValues),
      `${significant(b.trialsEach, 3)} ${b.trialsEach === 1 ? 'trial' : 'trials'} for each`,
    ],
    [
      'Nuisance space',
      count(b.dimensions, 'dimension'),
      `${significant(b.decades, 2)} decades wide in total`,
    ],
    [
      'Density',
      `${significant(b.levels, 2)} ${b.levels === 1 ? 'value' : 'values'} for each dimension`,
      b.good == null
        ? b.goodFrom
        : `about ${significant(b.good, 2)} of each value's trials in the good region, by earlier studies`,
    ],
    [
      'Cost',
      count(b.trials, 'trial'),
      b.seconds == null
        ? 'no trial has a duration yet'
        : `about ${duration(b.seconds)} on ${count(b.workers, 'worker')}: ${duration(b.secondsATrial)} for each trial`,
    ],
  ];
  return h('div', {}, h('div.triad', { 'data-testid': 'triad' },
    facts.map(([name, number, more]) =>
      h('div', {}, h('div.quiet.small', {}, name), h('strong', {}, number), h('div.quiet.small', {}, more))
    )),
    h('p.small', {}, rules(['PB-21'])));
}
