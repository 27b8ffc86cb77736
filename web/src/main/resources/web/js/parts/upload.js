// @ts-check
import { actor, Problem, UNREACHED } from '../api.js';
import { pathTo } from '../paths.js';

/** The server's limit: 512 MB. */
export const MAX_BYTES = 512_000_000;

/**
 * Sends a file and reports how much of it was sent.
 * @param {string} path
 * @param {Blob} body
 * @param {(done: number, all: number) => void} sent
 * @returns {Promise<any>}
 */
export function upload(path, body, sent) {
  if (body.size > MAX_BYTES) {
    const detail =
      `The upload has ${Math.ceil(body.size / 1e6).toLocaleString('en')} MB, and the limit is ` +
      `${MAX_BYTES / 1e6} MB: stop the server and use ./tunebook import, which has no limit.`;
    return Promise.reject(new Problem({ detail }, 413));
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', pathTo(`/api/v1${path}`));
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    if (actor()) request.setRequestHeader('Tunebook-Actor', encodeURIComponent(actor()));
    request.upload.onprogress = (e) => sent(e.loaded, e.total);
    request.onload = () =>
      request.status === 200 ? resolve(request.response) : reject(new Problem(request.response, request.status));
    request.onerror = () =>
      reject(new Problem({ detail: 'The upload was interrupted: the server does not respond.' }, UNREACHED));
    request.send(body);
  });
}
