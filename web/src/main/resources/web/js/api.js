// @ts-check
import { pathTo } from './paths.js';

/** An error response with the server's message (RFC 9457). */
export class Problem extends Error {
  constructor(body, status) {
    super(body?.detail ?? `the server answered ${status}`);
    this.status = status;
    this.rule = body?.rule ?? null;
    this.firstEvent = body?.firstEvent ?? null;
  }
}

/** The status of a problem when the server did not respond. */
export const UNREACHED = 0;

const UNREAD = 'The server does not respond. The page retries when it does.';
const UNWRITTEN =
  'The server does not respond, so this was probably not recorded. ' +
  'When it responds, look for it here, and send it again.';

/** @throws Problem with UNREACHED when the server does not respond */
async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Problem({ detail: options?.method === 'POST' ? UNWRITTEN : UNREAD }, UNREACHED);
  }
}

/** The position that this view is held at, or null when it is live. */
export function heldAt() {
  return new URLSearchParams(location.search).get('at');
}

/**
 * A link inside the dashboard that keeps the position of this view.
 * @param {string} path  from the server's root
 * @param {Object<string, any>} [parameters]  null removes one
 */
export function link(path, parameters = {}) {
  const query = new URLSearchParams();
  const at = heldAt();
  if (at != null) query.set('at', at);
  for (const [key, text] of Object.entries(parameters)) {
    if (text === null) query.delete(key);
    else query.set(key, text);
  }
  const [bare, hash] = path.split('#');
  return pathTo(bare) + (query.size ? `?${query}` : '') + (hash ? `#${hash}` : '');
}

/** Fetches JSON as of this view's position. */
export async function get(path, parameters = {}) {
  const response = await reach(withAt(path, parameters), { headers: { Accept: 'application/json' } });
  return answer(response);
}

export async function post(path, body) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
  const name = actor();
  if (name) headers['Tunebook-Actor'] = encodeURIComponent(name);
  return answer(await reach(pathTo(`/api/v1${path}`), { method: 'POST', headers, body: JSON.stringify(body) }));
}

/**
 * @param {string[]} trials
 * @param {string[]} metrics
 * @param {{at?: number}} [as]  the position of the log, unless that of this view
 * @returns {Promise<{trial: string, metric: string, steps: Float32Array, values: Float32Array}[]>}
 */
export async function curves(trials, metrics, as = {}) {
  if (!trials.length) return [];
  const parameters = { trials: trials.join(','), metrics: metrics.join(','), ...as };
  const series = await columnsOf('/curves', parameters, 2);
  return series.map(({ trial, metric, columns: [steps, values] }) => ({ trial, metric, steps, values }));
}

const MAX_PER_REQUEST = 100;

/**
 * Curves for a plot with this number of columns: the extremes of each column, so that no spike is lost.
 * @returns {Promise<{
 *   trial: string,
 *   metric: string,
 *   steps: Float32Array,
 *   low: Float32Array,
 *   high: Float32Array,
 *   nans: Float32Array,
 * }[]>}
 */
export async function buckets(trials, metrics, columns, from = null, to = null) {
  const parts = [];
  for (let i = 0; i < trials.length; i += MAX_PER_REQUEST) parts.push(trials.slice(i, i + MAX_PER_REQUEST));
  const range = {
    ...(from == null ? {} : { from: Math.max(0, Math.floor(from)) }),
    ...(to == null ? {} : { to: Math.ceil(to) }),
  };
  const all = await Promise.all(
    parts.map((ids) =>
      columnsOf(
        '/curves',
        { trials: ids.join(','), metrics: metrics.join(','), buckets: columns, ...range },
        4
      )
    )
  );
  return all.flat().map(({ trial, metric, columns: [steps, low, high, nans] }) => ({
    trial,
    metric,
    steps,
    low,
    high,
    nans,
  }));
}

async function columnsOf(path, parameters, width) {
  const response = await reach(withAt(path, parameters));
  if (!response.ok) return answer(response);
  const bytes = await response.arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let at = 4 + length;
  return header.series.map(({ trial, metric, count }) => {
    const columns = Array.from(
      { length: width },
      (_, i) => new Float32Array(bytes, at + 4 * count * i, count)
    );
    at += 4 * count * width;
    return { trial, metric, columns };
  });
}

export function actor() {
  return localStorage.getItem('tunebook.actor') ?? '';
}

/** Remembers the name, and shows it in every field for it. */
export function setActor(name) {
  localStorage.setItem('tunebook.actor', name.trim());
  for (const field of document.querySelectorAll('input[data-actor]'))
    if (field !== document.activeElement) /** @type {HTMLInputElement} */ (field).value = name.trim();
  dispatchEvent(new CustomEvent('tunebook:actor'));
}

/** The name of the token, where there are tokens. */
let signedIn = '';

/** @param {string} name */
export function setSignedIn(name) {
  signedIn = name;
}

export function isSignedIn() {
  return signedIn !== '';
}

/** The name that answers and decisions are recorded with; empty when it is not known. */
export function recorder() {
  return signedIn || actor();
}

function withAt(path, parameters) {
  const query = new URLSearchParams(parameters);
  const at = heldAt();
  if (at != null && !query.has('at')) query.set('at', at);
  return pathTo(`/api/v1${path}${query.size ? `?${query}` : ''}`);
}

async function answer(response) {
  const json = response.headers.get('Content-Type')?.includes('json') ? await response.json() : null;
  if (response.status === 401)
    location.assign(pathTo(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`));
  if (!response.ok) throw new Problem(json, response.status);
  return json;
}
