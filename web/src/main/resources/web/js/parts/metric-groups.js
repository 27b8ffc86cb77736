// @ts-check
/**
 * Groups of metrics: training and validation of one measure share a chart.
 * @param {string[]} metrics
 * @param {string} objective  its group comes first
 * @returns {{name: string, metrics: {metric: string, kind: 'validation'|'training'|'other'}[]}[]}
 */
export function metricGroups(metrics, objective) {
  const groups = new Map();
  for (const metric of metrics) {
    const [, kind, rest] = metric.match(/^(validation|training)\/(.*)$/) ?? [null, 'other', metric];
    if (!groups.has(rest)) groups.set(rest, { name: rest, metrics: [] });
    groups.get(rest).metrics.push({ metric, kind });
  }
  const first = objective.replace(/^(validation|training)\//, '');
  const rank = ({ name }) => (name === first ? 3 : name === 'loss' ? 2 : name === 'gradient/norm' ? 1 : 0);
  return [...groups.values()].sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
}
