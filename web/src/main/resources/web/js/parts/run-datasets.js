// @ts-check
import { h } from '../dom.js';
import { table } from './common.js';

/**
 * The datasets that a tracked run has used.
 * @param {{name: string, digest: string, context: string, sourceType: string, source: string}[]} used
 */
export function runDatasets(used) {
  if (!used.length) return null;
  return h('section', {},
    h('h2', {}, 'Datasets'),
    h('div.narrow', {},
      table(
        ['Dataset', 'Digest', 'Context', 'Source'],
        used.map((d) =>
          h('tr', { 'data-testid': 'run-dataset' },
            h('td', {}, d.name),
            h('td.mono', {}, d.digest),
            h('td', {}, d.context || '–'),
            h('td.mono', {}, sourceOf(d) || '–'))),
        { 'aria-label': 'Datasets' })));
}

/** The place that a source names, such as `{"uri": "s3://…"}`, or all its texts. */
function sourceOf({ sourceType, source }) {
  try {
    const fields = JSON.parse(source) ?? {};
    const place = fields.uri ?? fields.url ?? fields.path ?? fields.tags?.['mlflow.source.name'];
    if (typeof place === 'string') return place;
    const texts = Object.entries(fields).filter(([, v]) => ['string', 'number'].includes(typeof v));
    return [sourceType, ...texts.map(([k, v]) => `${k}: ${v}`)].filter(Boolean).join(', ');
  } catch {
    return source || sourceType;
  }
}
