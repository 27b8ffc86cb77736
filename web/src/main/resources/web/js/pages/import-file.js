// @ts-check
import { h, refill } from '../dom.js';
import { get, post, link } from '../api.js';
import { count } from '../format.js';
import { preview, choices } from '../parts/import-preview.js';
import { upload } from '../parts/upload.js';
import { kindOf, HEAD_BYTES } from '../parts/import-kind.js';
import { zipOf } from '../parts/zip.js';

const KINDS = [
  ['csv', 'CSV table (Weights & Biases, pandas, …)'],
  ['optuna', 'Optuna: journal or SQLite file'],
  ['tensorboard', 'TensorBoard: event files, a folder or its ZIP file'],
  ['archive', 'Archive of another Tunebook'],
];
const POLL_MILLIS = 300;

/** Imports files while the server runs: upload, preview, then import. */
export async function importFile(container) {
  const kind = h('select', { name: 'kind', 'data-testid': 'import-kind', onchange: shape },
    KINDS.map(([v, text]) => h('option', { value: v }, text)));
  const file = h('input', {
    type: 'file',
    name: 'file',
    multiple: true,
    'data-testid': 'import-file',
    onchange: guess,
  });
  const folder = h('input', { type: 'file', name: 'folder', 'data-testid': 'import-folder' });
  folder.setAttribute('webkitdirectory', '');
  const folderField = h('label', { hidden: true }, 'or a folder of runs', folder);
  const problem = h('p.problem', { role: 'alert' });
  const place = h('section', { hidden: true, 'aria-label': 'Preview of the import' });
  const skip = h('input', { type: 'checkbox', name: 'skipDamaged', 'data-testid': 'import-skip-damaged' });
  const skipField = h('label.inline', { hidden: true }, skip, 'Skip damaged files, and import the others');
  const progress = progressBar();
  const send = h('button.primary', { type: 'submit', 'data-testid': 'import-preview-button' }, 'Upload and preview');

  function shape() {
    folderField.hidden = kind.value !== 'tensorboard';
    skipField.hidden = folderField.hidden;
  }
  let guessed = Promise.resolve();
  function guess() {
    const first = file.files?.[0];
    if (!first) return;
    guessed = first.slice(0, HEAD_BYTES).text().then((head) => {
      kind.value = kindOf(first.name, head, kind.value);
      shape();
    });
  }
  async function submit(event) {
    event.preventDefault();
    problem.textContent = '';
    place.hidden = true;
    send.disabled = true;
    try {
      await guessed;
      const { name, body } = await sourceOf(kind.value, [...(file.files ?? [])], [...(folder.files ?? [])]);
      const query = new URLSearchParams({ kind: kind.value, name });
      if (skip.checked && !skipField.hidden) query.set('skipDamaged', 'true');
      show(
        await upload(`/imports?${query}`, body, (done, all) =>
          progress.show(done < all ? 'Uploading' : 'Reading', done < all ? done : 0, all)
        )
      );
    } catch (failure) {
      problem.textContent = failure.message;
    } finally {
      progress.hide();
      send.disabled = false;
    }
  }
  function show(found) {
    const chosen = choices(found);
    const refused = h('p.problem', { role: 'alert' });
    const apply = h('button.primary', { type: 'submit', 'data-testid': 'import-apply' }, 'Import');
    async function perform(event) {
      event.preventDefault();
      refused.textContent = '';
      apply.disabled = true;
      const timer = setInterval(async () => {
        const step = await get(`/imports/${found.id}`).catch(() => null);
        if (step) progress.show(step.what === 'writing' ? 'Importing' : 'Reading', step.done, step.all);
      }, POLL_MILLIS);
      try {
        const result = await post(`/imports/${found.id}/apply`, chosen.values());
        const { experiments } = await get('/experiments').catch(() => ({ experiments: [] }));
        refill(place, done(result, new Map(experiments.map((e) => [e.id, e.name]))));
        place.querySelector('h2')?.focus();
      } catch (failure) {
        refused.textContent = failure.message;
        apply.disabled = false;
      } finally {
        clearInterval(timer);
        progress.hide();
      }
    }
    refill(place,
      preview(found),
      h('form.wide-form', { onsubmit: perform, 'aria-label': 'Import' },
        chosen.element,
        h('div.buttons', {},
          apply,
          h('button', {
            type: 'button',
            async onclick() {
              await post(`/imports/${found.id}/discard`, {});
              place.hidden = true;
              file.focus();
            },
          },
            'Discard')),
        refused));
    place.hidden = false;
  }
  container.append(
    h('div.head', {}, h('h1', {}, 'Import')),
    h('form', { onsubmit: submit, 'data-key': 'import', 'aria-label': 'Upload' },
      h('label', {}, 'What it is', kind),
      h('div.row', {}, h('label', {}, 'File', file), folderField),
      skipField,
      h('p.quiet.small', {}, 'The preview imports nothing. A second import of the same source adds only what is new.'),
      h('div.buttons', {}, send),
      problem),
    progress.element,
    place);
  return {};
}

/** The upload: a file as it is, several files or a folder as one ZIP file. */
async function sourceOf(kind, files, folder) {
  const all = kind === 'tensorboard' && folder.length ? folder : files;
  if (!all.length) throw new Error('Choose a file first.');
  if (all.length === 1 && !all[0].webkitRelativePath) return { name: all[0].name, body: all[0] };
  if (kind !== 'tensorboard') throw new Error('Choose one file: only TensorBoard has several.');
  const events = all.filter((f) => f.name.includes('tfevents'));
  if (!events.length) throw new Error("There are no event files: their names contain 'tfevents'.");
  const root = all[0].webkitRelativePath.split('/')[0] || 'runs';
  const parts = await Promise.all(
    events.map(async (f) => ({
      path: f.webkitRelativePath.split('/').slice(1).join('/') || f.name,
      bytes: new Uint8Array(await f.arrayBuffer()),
    }))
  );
  return { name: `${root}.zip`, body: zipOf(parts) };
}

function progressBar() {
  const bar = h('progress.wide', { 'aria-label': 'Progress' });
  const text = h('span.quiet.small', { role: 'status' });
  const element = h('p', { hidden: true }, bar, text);
  return {
    element,
    show(what, value, all) {
      element.hidden = false;
      if (all > 0 && value > 0) {
        bar.max = all;
        bar.value = value;
      } else bar.removeAttribute('value');
      text.textContent = `${what} …`;
    },
    hide: () => (element.hidden = true),
  };
}

/** @param {Map<string, string>} names  of the experiments by their ids */
function done(result, names) {
  return h('div', { 'data-testid': 'import-done' },
    h('h2', { tabIndex: -1 }, 'Imported'),
    h('p', {}, `${count(result.newRuns, 'run is', 'runs are')} new, ${count(result.events, 'event')} recorded.`),
    h('ul.plain', {},
      result.rounds.map((id) =>
        h('li', {},
          h('a', { href: link(`/rounds/${id}`) }, `Round ${id}`),
          ', whose roles are inferred: correct them there')
      ),
      result.project
        ? h('li', {}, h('a', { href: link(`/projects/${result.project}`) }, `Project ${result.project}`))
        : null,
      result.experiments.map((id) =>
        h('li', {},
          h('a', { href: link(`/experiments/${encodeURIComponent(id)}`) }, `Experiment ${names.get(id) ?? id}`))
      )),
    result.notes.map((note) => h('p', {}, note)),
    result.skipped.length ? h('p.quiet.small', {}, `Skipped: ${result.skipped.join('; ')}`) : null,
    h('p', {}, h('a', { href: link('/import') , onclick: () => location.reload() }, 'Import another file')));
}
