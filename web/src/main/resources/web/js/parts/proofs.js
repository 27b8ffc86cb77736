// @ts-check
import { h, refill } from '../dom.js';
import { get } from '../api.js';
import { pathTo } from '../paths.js';
import { save } from '../save.js';
import { count } from '../format.js';

/** Verification of the log, and a signed checkpoint for a later comparison. */
export function proofs(head) {
  const result = h('p', { role: 'status', 'data-testid': 'verification' },
    'Every event contains the hash of the previous one. Verification reads all events.');
  async function verify(event) {
    event.target.disabled = true;
    refill(result, 'Reading the whole log …');
    try {
      const answer = await get('/log/verification');
      refill(result,
        answer.intact
          ? h('span.verdict-fine', {}, `Intact: ${count(answer.position, 'event')}, none was changed.`)
          : h('span.verdict-trouble', {}, `Broken at event ${answer.position}: ${answer.problem}`));
    } catch (problem) {
      refill(result, h('span.problem', {}, problem.message));
    }
    event.target.disabled = false;
  }
  async function take() {
    try {
      const [response, key] = await Promise.all([fetch(pathTo('/api/v1/log/checkpoint')), get('/log/key')]);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      save(`checkpoint-${head}.txt`, new Blob([await response.text()], { type: 'text/plain' }));
      refill(result,
        'Store the file on another machine, with the key ',
        h('span.mono', {}, key.key),
        '. Later, ',
        h('span.mono', {}, './tunebook verify --against FILE'),
        ' proves that no earlier event was rewritten.');
    } catch (problem) {
      refill(result, h('span.problem', {}, problem.message));
    }
  }
  return [
    h('h2', {}, 'Verify the log'),
    result,
    h('div.buttons', {},
      h('button', { type: 'button', onclick: verify, 'data-testid': 'verify' }, 'Verify the whole log'),
      h('button', { type: 'button', onclick: take, 'data-testid': 'checkpoint' },
        'Download a signed checkpoint')),
  ];
}
