// @ts-check
import { h } from '../dom.js';
import { pathTo } from '../paths.js';
import { table } from './common.js';
import { significant } from '../format.js';

const IMAGES = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' };
const MAX_IMAGE = 10_000_000;
const MAX_TEXT = 1_000_000;
const MAX_SHOWN = 20_000;
const MAX_ROWS = 200;
const MAX_COLUMNS = 30;

/**
 * @typedef {{experiment: string, path: string, bytes: number, digest: string, model: string?,
 *   modelName: string?}} StoredFile
 */

/**
 * The files of a tracked run and of its models: each is downloaded, or previewed as data. No file is opened as a page:
 * images are decoded from their bytes, everything else is text, HTML and SVG included.
 * @param {string} run
 * @param {StoredFile[]} stored
 */
export function artifacts(run, stored) {
  if (!stored.length) return null;
  const files = stored.map((file) => ({
    ...file,
    url: urlOf(run, file),
    path: file.model ? `${file.modelName}/${file.path}` : file.path,
  }));
  return h('section', {},
    h('h2', {}, 'Artifacts'),
    h('ul.plain.artifacts', {},
      files.map((file) =>
        h('li', { 'data-testid': 'artifact' },
          h('details', {
            'data-key': `artifact ${file.url}`,
            ontoggle: (e) => e.target.open && e.target.childElementCount === 1 && show(e.target, file),
          },
            h('summary', {}, file.path, h('span.quiet', {}, ` · ${size(file.bytes)}`))),
          h('a.small', { href: file.url, download: file.path.split('/').at(-1), target: '_blank' },
            'Download', h('span.visually-hidden', {}, ` ${file.path}`)))
      )));
}

/** Where the bytes of a file are, as a download. */
function urlOf(run, { experiment, path, model }) {
  const owner = model ? ['models', model] : [run];
  const parts = [experiment, ...owner, 'artifacts', ...path.split('/')];
  return pathTo(`/api/2.0/mlflow-artifacts/artifacts/${parts.map(encodeURIComponent).join('/')}`);
}

async function show(details, file) {
  const place = h('div.preview', { 'data-testid': 'preview', role: 'status' }, 'Loading …');
  details.append(place);
  try {
    place.replaceChildren(await preview(file));
  } catch (failure) {
    place.replaceChildren(h('p.problem', {}, `"${file.path}" could not be read: ${failure.message}`));
  }
}

/** A preview of a file's bytes by its name. */
async function preview(file) {
  const kind = file.path.split('.').at(-1).toLowerCase();
  const limit = kind in IMAGES ? MAX_IMAGE : MAX_TEXT;
  if (file.bytes > limit)
    return h('p.quiet', {}, `Files above ${size(limit)} have no preview: download the file.`);
  const response = await fetch(file.url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const bytes = await response.arrayBuffer();
  if (kind in IMAGES) return image(bytes, IMAGES[kind], file.path);
  const text = textOf(bytes);
  if (text == null) return h('p.quiet', {}, 'A binary file has no preview: download the file.');
  if (kind === 'csv' || kind === 'tsv') return rows(text, kind === 'csv' ? ',' : '\t', file.path);
  if (kind === 'json') return plain(indented(text));
  return plain(text);
}

function image(bytes, type, path) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  return h('img', { src: url, alt: path, onload: () => URL.revokeObjectURL(url) });
}

/** @returns {string?} null for bytes that are no UTF-8 text */
function textOf(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function plain(text) {
  const more = text.length > MAX_SHOWN;
  return h('div', {},
    h('pre.scroll', { tabindex: '0' }, more ? text.slice(0, MAX_SHOWN) : text),
    more ? h('p.quiet.small', {}, `The first ${MAX_SHOWN.toLocaleString('en')} characters.`) : null);
}

function rows(text, separator, path) {
  const [head, ...lines] = cells(text, separator);
  const shown = lines.slice(0, MAX_ROWS);
  const notes = [];
  if (lines.length > MAX_ROWS) notes.push(`The first ${MAX_ROWS} of ${lines.length.toLocaleString('en')} rows.`);
  if (head.length > MAX_COLUMNS) notes.push(`The first ${MAX_COLUMNS} of ${head.length} columns.`);
  const narrow = (line) => line.slice(0, MAX_COLUMNS);
  return h('div', {},
    table(
      narrow(head).map((text) => ({ text: text || '–', num: true })),
      shown.map((line) => h('tr', {}, narrow(line).map((c) => h('td.num', {}, c)))),
      { 'aria-label': path }
    ),
    notes.length ? h('p.quiet.small', {}, notes.join(' ')) : null);
}

/**
 * The cells of a table in text, with quotes as in RFC 4180.
 * @param {string} text
 * @param {string} separator
 * @returns {string[][]}
 */
export function cells(text, separator) {
  const lines = [[]];
  const pattern = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, 'gy');
  for (let m = pattern.exec(text); m && m.index < text.length; m = pattern.exec(text)) {
    lines.at(-1).push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1]);
    if (m[2] !== separator && pattern.lastIndex < text.length) lines.push([]);
  }
  return lines;
}

function size(bytes) {
  const [unit, name] = bytes < 1e3 ? [1, 'bytes'] : bytes < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  return `${significant(bytes / unit, 3)} ${name}`;
}
