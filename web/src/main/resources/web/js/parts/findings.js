// @ts-check
import { h } from '../dom.js';
import { count } from '../format.js';
import { rules } from './common.js';

const ORDER = { trouble: 0, look: 1, unknown: 2, fine: 3 };

/** Findings in words, the most severe first, each with its rules and the next step. */
export function findingsOf(findings, { all = true } = {}) {
  const shown = sorted(findings.filter((f) => all || f.verdict !== 'fine'));
  if (!shown.length) return [];
  return h('ul.plain.findings', { 'data-testid': 'findings' },
    shown.map((f) =>
      h('li', {},
        h('span', { class: `verdict verdict-${f.verdict}` }, f.label),
        h('span', {}, ...sentence(f), ' ', rules(f.rules)))
    ));
}

function sorted(findings) {
  return [...findings].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
}

/** Findings beside a plot: those that need attention, and the others in a fold. */
export function findingsBeside(findings, what) {
  const open = sorted(findings.filter((f) => f.verdict !== 'fine'));
  const fine = findings.filter((f) => f.verdict === 'fine');
  return [
    open.map((f) => findingText(f)),
    fine.length
      ? h('details.fine', { 'data-key': `fine ${what}` },
          h('summary', {},
            h('span.verdict-fine', {}, `✓ ${count(fine.length, 'finding')} without concern: `),
            [...new Set(fine.map((f) => f.label))].join(', ')),
          fine.map((f) => findingText(f)))
      : null,
  ];
}

/** A finding beside the plot that shows it: its verdict, what was measured, what to do. */
export function findingText(f) {
  return h('p.finding', { 'data-testid': 'finding' },
    h('strong', { class: `verdict-${f.verdict}` }, `${f.label}. `),
    ...sentence(f),
    ' ',
    rules(f.rules));
}

/** The sentence, with its next step marked. */
function sentence({ sentence: text, next }) {
  const at = next ? text.lastIndexOf(next) : -1;
  return at < 0 ? [text] : [text.slice(0, at), h('span.next-step', {}, next), text.slice(at + next.length)];
}

/** Whether a finding is about this axis plot: the same study and hyperparameter. */
export function isAbout(finding, plot) {
  const shown = finding.plot;
  return shown?.kind === 'axis' && shown.parameter === plot.parameter && shown.study === plot.study;
}
