// @ts-check
import { h } from '../dom.js';
import { rules } from './common.js';

/** Findings in words, the most severe first, each with its rules and the next step. */
export function findingsOf(findings, { all = true } = {}) {
  const order = { trouble: 0, look: 1, unknown: 2, fine: 3 };
  const shown = findings
    .filter((f) => all || f.verdict !== 'fine')
    .sort((a, b) => order[a.verdict] - order[b.verdict]);
  if (!shown.length) return [];
  return h('ul.plain.findings', { 'data-testid': 'findings' },
    shown.map((f) =>
      h('li', {},
        h('span', { class: `verdict verdict-${f.verdict}` }, f.label),
        h('span', {}, f.sentence, ' ', rules(f.rules)))
    ));
}

/** Whether a finding is about this axis plot: the same study and hyperparameter. */
export function isAbout(finding, plot) {
  const shown = finding.plot;
  return shown?.kind === 'axis' && shown.parameter === plot.parameter && shown.study === plot.study;
}
