// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link, heldAt } from '../api.js';
import { figure } from '../chart.js';
import { throughputChart } from '../charts/throughput.js';
import { value, significant } from '../format.js';
import { rules, proof } from '../parts/common.js';
import { measuredOn, stability } from '../parts/stability.js';

/**
 * PB-01 to PB-05: the throughput of each batch size, from the trials and from a sweep;
 * and PB-60: where training becomes unstable.
 */
export async function batchSizes(container, id) {
  const page = await get(`/projects/${id}/batch-sizes`);
  const measured = h('div', { 'data-testid': 'sweep', 'aria-live': 'polite' });
  async function sweep(event) {
    const button = event.currentTarget;
    button.disabled = true;
    refill(measured, h('p.quiet', { role: 'status' }, 'Training a few steps with each batch size …'));
    try {
      const swept = await post(`/projects/${id}/batch-sweep`, {});
      refill(measured, shown('Measured now', swept, null, page.project.objective), measuredOn(swept));
    } catch (problem) {
      refill(measured, h('p.problem', { role: 'alert' }, problem.message));
    }
    button.disabled = false;
  }
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'Batch sizes'),
        h('p.quiet', {},
          h('a', { href: link(`/projects/${id}`) }, page.project.title),
          ' · tuned for the training time, never for the validation objective. ',
          rules(['PB-04', 'PB-02'])))),
    h('section', {},
      page.known
        ? shown('Measured in the trials', page.known, page.target, page.project.objective)
        : h('p.quiet', {}, 'No completed trial has a batch size yet.')),
    h('section', {},
      h('h2', {}, 'Sweep'),
      h('p.small', {},
        'Trains a few steps with every power of two on the device of the trials, ' +
          'in the live or best configuration. The sweep is not recorded. ',
        rules(['PB-01'])),
      heldAt() == null
        ? h('p.buttons', {},
            h('button', {
              type: 'button',
              disabled: !page.configuration,
              onclick: sweep,
              'data-testid': 'run-sweep',
            },
              'Measure now'))
        : null,
      measured),
    stability(id, Boolean(page.configuration)),
    proof(page.position)
  );
  return {};
}

function shown(title, sizes, target, objective) {
  if (sizes.rows.length < 2)
    return [
      h('h2', {}, title),
      h('p', {},
        `All trials have batch size ${sizes.rows[0].batch}: ` +
          `${significant(sizes.rows[0].throughput, 3)} examples per second, ` +
          `${significant(1000 * sizes.rows[0].secondsAStep, 3)} ms per step. A comparison needs two sizes.`),
    ];
  const number = (x, digits = 3) => (Number.isFinite(Number(x)) ? significant(Number(x), digits) : '–');
  return [
    h('h2', {}, title),
    h('p', {}, sizes.sentence),
    figure(
      (t) => throughputChart(sizes, t),
      [
        'Dotted: perfect scaling from the most efficient batch size, twice the batch for twice the throughput. ',
        target == null ? '' : `Steps are counted to ${value(objective, target)}. `,
        rules(['PB-02', 'PB-03']),
      ],
      {
        head: [
          'Batch size',
          'Examples per second',
          'ms per step',
          'Speedup over the previous',
          'Steps to the target',
          'Seconds to the target',
        ],
        rows: sizes.rows.map((r) => [
          r.batch,
          number(r.throughput),
          number(1000 * r.secondsAStep),
          number(r.speedup),
          number(r.stepsToTarget, 6),
          number(r.secondsToTarget),
        ]),
      },
      { tall: true, name: `${title}: throughput by batch size` }
    ),
  ];
}
