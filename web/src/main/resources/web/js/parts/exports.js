// @ts-check
import { h } from '../dom.js';
import { heldAt } from '../api.js';
import { pathTo } from '../paths.js';

/** A path of the API as of this view's position. */
function download(path, parameters = {}) {
  const query = new URLSearchParams(parameters);
  const at = heldAt();
  if (at != null) query.set('at', at);
  return pathTo(`/api/v1${path}${query.size ? `?${query}` : ''}`);
}

/**
 * A menu of the downloads of a project, a round or a study.
 * @param {{project: string} | {round: string} | {study: string}} scope
 */
export function exportsMenu(scope) {
  const [kind, id] = Object.entries(scope)[0];
  const links = [
    ...(kind === 'round'
      ? [
          ['Report (HTML)', download(`/rounds/${id}/report.html`)],
          ['Report (Markdown)', download(`/rounds/${id}/report.md`)],
        ]
      : []),
    ['Trials (CSV)', download('/export/trials.csv', scope)],
    ['Trials (Parquet)', download('/export/trials.parquet', scope)],
    ['Curves (CSV)', download('/export/curves.csv', scope)],
    ['Curves (Parquet)', download('/export/curves.parquet', scope)],
    ...(kind === 'project' ? [['Archive with all events (ZIP)', download(`/projects/${id}/archive`)]] : []),
  ];
  return h('details.menu', {
    'data-key': 'exports',
    'data-testid': 'exports',
    onkeydown(e) {
      if (e.key !== 'Escape' || !e.currentTarget.open) return;
      e.currentTarget.open = false;
      e.currentTarget.querySelector('summary').focus();
    },
    onfocusout(e) {
      if (e.relatedTarget && !e.currentTarget.contains(e.relatedTarget)) e.currentTarget.open = false;
    },
  },
    h('summary.button', {}, 'Export'),
    h('ul', {}, links.map(([text, href]) => h('li', {}, h('a', { href, download: '' }, text)))));
}
