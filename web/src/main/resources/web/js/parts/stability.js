// @ts-check
import { h, refill } from '../dom.js';
import { post, heldAt } from '../api.js';
import { figure } from '../chart.js';
import { ratesChart, normsChart } from '../charts/stability.js';
import { significant } from '../format.js';
import { rules } from './common.js';

/** PB-60 to PB-65: a probe of where training becomes unstable, which is not recorded. */
export function stability(id, ready) {
  const measured = h('div', { 'data-testid': 'stability', 'aria-live': 'polite' });
  async function probe(event) {
    const button = event.currentTarget;
    button.disabled = true;
    refill(measured, h('p.quiet', { role: 'status' }, 'Training a few steps with each learning rate …'));
    try {
      const found = await post(`/projects/${id}/stability-probe`, {});
      refill(measured, shown(found), measuredOn(found));
    } catch (problem) {
      refill(measured, h('p.problem', { role: 'alert' }, problem.message));
    }
    button.disabled = false;
  }
  return h('section', {},
    h('h2', {}, 'Stability'),
    h('p.small', {},
      'Sweeps the learning rate, trains longer at multiples of the best, logs the gradient norm, ' +
        'and tries warmup and clipping where training becomes unstable, ' +
        'in the live or best configuration. The probe is not recorded. ',
      rules(['PB-60', 'PB-62', 'PB-64', 'PB-65'])),
    heldAt() == null
      ? h('p.buttons', {},
          h('button', { type: 'button', disabled: !ready, onclick: probe, 'data-testid': 'run-probe' },
            'Probe now'))
      : null,
    measured);
}

/** The backend and device of a measurement. */
export function measuredOn(found) {
  return h('p.small', { 'data-testid': 'measured-on' }, `Measured on ${found.device}.`);
}

function shown(found) {
  const number = (x) => (Number.isFinite(Number(x)) ? significant(Number(x), 3) : '–');
  const runs = [...found.rates, ...found.multiples].map((r) => [
    significant(r.rate, 3),
    r.verdict.toLowerCase(),
    number(r.loss),
    number(r.highest),
    r.steps,
  ]);
  return [
    h('ul', {}, found.sentences.map((s) => h('li', {}, s))),
    figure(
      (t) => ratesChart(found, t),
      [
        'Training loss after a short training with each learning rate; ' +
          'crosses: unstable or diverged, dashed line: the lowest unstable rate. ',
        rules(['PB-60']),
      ],
      { head: ['Learning rate', 'Verdict', 'Final loss', 'Highest loss', 'Steps'], rows: runs },
      { tall: true, name: 'Training loss by learning rate' }
    ),
    found.norms &&
      figure(
        (t) => normsChart(found.norms, t),
        [
          `Norms of the unclipped gradient at the best rate: median ${number(found.norms.median)}, ` +
            `90th percentile ${number(found.norms.ninetieth)}, maximum ${number(found.norms.highest)}. `,
          rules(['PB-61']),
        ],
        {
          head: ['From', 'To', 'Steps'],
          rows: found.norms.counts.map((c, i) => [
            number(found.norms.edges[i]),
            number(found.norms.edges[i + 1]),
            c,
          ]),
        },
        { tall: true, name: 'Histogram of gradient norms' }
      ),
  ];
}
