// @ts-check
import { h } from '../dom.js';
import { link } from '../api.js';
import { value, parameter, duration } from '../format.js';
import { table } from './common.js';
import { recorded } from './recorded.js';

/** The trials side by side, with the hyperparameters that differ. */
export function compared(page, colouring, looks, drop) {
  const names = [...new Set(page.trials.flatMap((r) => Object.keys(r.trial.configuration)))];
  const differs = (n) => new Set(page.trials.map((r) => JSON.stringify(r.trial.configuration[n]))).size > 1;
  const varied = names.filter(differs).sort();
  const same = names.filter((n) => !differs(n)).sort();
  const metrics = new Set(page.trials.map((r) => r.project.objective.metric));
  const rows = page.trials.map((row, i) => {
    const r = { ...row, trial: recorded(row.trial, null) };
    return h('tr', { 'data-testid': 'compared', 'data-trial': r.trial.id },
      h('td', {},
        swatch(looks[i]),
        ' ',
        h('a', { href: link(`/trials/${r.trial.id}`) }, `${r.label}, trial ${r.trial.number}`)),
      h('td', {}, r.trial.state),
      h('td.num', {},
        value(r.project.objective, r.trial.value),
        metrics.size > 1 ? h('span.quiet', {}, ` ${r.project.objective.metric}`) : null),
      h('td.num', {}, r.trial.bestStep?.toLocaleString('en') ?? '–'),
      h('td.num', {}, duration(r.trial.seconds)),
      varied.map((n) =>
        h('td.num', {}, r.trial.configuration[n] == null ? '–' : parameter(r.trial.configuration[n]))
      ),
      h('td', {},
        h('button.link', {
          type: 'button',
          'aria-label': `Remove ${r.label}, trial ${r.trial.number}`,
          onclick: () => drop(r.trial.id),
        },
          'Remove')));
  });
  return [
    h('h2', {}, 'Trials and their differences'),
    table(
      [
        'Trial',
        'State',
        { text: metrics.size > 1 ? 'Value' : page.objective.metric, num: true },
        { text: 'Best step', num: true },
        { text: 'Time', num: true },
        ...varied.map((text) => ({ text, num: true })),
        '',
      ],
      rows,
      { 'aria-label': 'Compared trials' }
    ),
    same.length
      ? h('details', { 'data-key': 'same' },
          h('summary', {}, `${same.length} hyperparameters are the same for all`),
          h('p.configuration', {},
            same.map((n) =>
              h('span', {}, `${n} `, h('b', {}, parameter(page.trials[0].trial.configuration[n])))
            )))
      : null,
  ];
}

/** @param {{colour: string, dash: number[] | null}} look  of the trial's lines */
function swatch({ colour, dash }) {
  const mark = h(dash ? 'span.mark.dashed' : 'span.mark', { 'aria-hidden': 'true' });
  mark.style.background = dash
    ? `repeating-linear-gradient(90deg, ${colour} 0 ${dash[0]}px, transparent ${dash[0]}px ${dash[0] + dash[1]}px)`
    : colour;
  return mark;
}
