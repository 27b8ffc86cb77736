// @ts-check
import { h } from '../dom.js';
import { get, post } from '../api.js';
import { count } from '../format.js';
import { errorsOf } from './field-errors.js';

const PATH = 'path';
const FILE = /^file label=(.*?) path=(.*)$/;

/**
 * The data of built-in training: that of earlier studies, generated data, or a path of the server, which is
 * checked when its field is left.
 * @param {{data: string, digest: string}} draft  changed in place
 * @param {() => void} changed
 */
export function dataPicker(draft, changed) {
  const [, label = 'label', path = ''] = draft.data.match(FILE) ?? [];
  const result = h('span.quiet.small', { role: 'status', 'data-testid': 'data-check' });
  const select = h('select', { name: 'data', 'data-field': 'data', onchange: picked });
  const pathInput = h('input', {
    name: 'path',
    value: path,
    placeholder: '/data/mnist',
    maxLength: 2000,
    'data-field': 'data',
    onchange: typed,
  });
  const labelInput = h('input', { name: 'label', value: label, maxLength: 200, onchange: typed });
  const file = h('div.row', { hidden: true },
    h('label', {}, 'File or folder on the server (CSV, IDX, CIFAR-10)', pathInput),
    h('label', {}, 'Column of the class, for CSV', labelInput));

  let latest = 0;
  function use(data) {
    draft.data = data;
    draft.digest = '';
    changed();
    return check();
  }
  function picked() {
    file.hidden = select.value !== PATH;
    if (select.value === PATH) typed();
    else use(select.value);
  }
  function typed() {
    const typedPath = pathInput.value.trim();
    use(typedPath ? `file label=${labelInput.value.trim() || 'label'} path=${typedPath}` : '');
  }
  async function check() {
    const mine = ++latest;
    if (!draft.data) {
      result.textContent = 'Enter the path of a file or folder.';
      return;
    }
    result.textContent = 'Loading the data …';
    const found = await post('/data/check', { data: draft.data }).catch((failure) => ({
      problem: failure.message,
    }));
    if (mine !== latest) return;
    draft.digest = found.digest ?? '';
    // A problem is shown at the field by the design check, which loads the data as well.
    result.textContent = found.problem
      ? 'The data cannot be loaded.'
      : `${count(found.examples, 'example')}, ${count(found.inputs, 'input')}, ` +
        `${count(found.classes.length, 'class', 'classes')}; digest ${found.digest.slice(0, 12)}`;
  }
  async function fill() {
    const { data } = await get('/data');
    const known = data.some((d) => d.data === draft.data);
    if (!draft.data) draft.data = data[0]?.data ?? '';
    select.replaceChildren(
      ...data.map((d) => h('option', { value: d.data, selected: d.data === draft.data }, `${d.data} (${d.origin})`)),
      h('option', { value: PATH, selected: draft.data !== '' && !known && draft.data !== data[0]?.data },
        'a file or folder on the server'));
    file.hidden = select.value !== PATH;
    if (select.value === PATH && !pathInput.value) pathInput.value = draft.data;
    changed();
    await check();
  }
  fill();
  return h('div', {}, h('label', {}, 'Data', select), file, result, errorsOf('data'));
}
