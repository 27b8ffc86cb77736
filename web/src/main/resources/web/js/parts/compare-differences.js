// @ts-check
import { h } from '../dom.js';
import { isPercent } from '../format.js';

/**
 * Warnings about trials whose values or curves do not measure the same.
 * @param {any[]} rows  trials of the compare page
 */
export function differences(rows) {
  const warnings = [objectives(rows), data(rows)].filter(Boolean);
  return warnings.map((text) => h('p.hint', { 'data-testid': 'compare-warning' }, text));
}

function objectives(rows) {
  const kinds = distinct(rows, ({ project: { objective: o } }) => `${o.metric} ${o.direction} ${unit(o)}`);
  if (kinds.length < 2) return null;
  const words = kinds.map(({ project: { title, objective: o } }) => {
    const better = o.direction === 'MINIMIZE' ? 'lower is better' : 'higher is better';
    return `${title}: ${o.metric} (${unit(o)}, ${better})`;
  });
  return `These trials have different objectives, so their values cannot be compared. ${words.join('; ')}.`;
}

const unit = (o) => (isPercent(o) ? `in percent, recorded as ${o.unit}` : 'without unit');

function data(rows) {
  const kinds = distinct(rows, (r) => `${r.project.id} ${r.trainingData}`);
  if (kinds.length < 2) return null;
  const words = kinds.map((r) => `${r.label}: ${r.trainingData || 'not recorded'}`);
  return `These trials were trained on different data. ${words.join('; ')}.`;
}

/** The first row of each kind. */
function distinct(rows, kind) {
  const found = new Map();
  for (const r of rows) if (!found.has(kind(r))) found.set(kind(r), r);
  return [...found.values()];
}
