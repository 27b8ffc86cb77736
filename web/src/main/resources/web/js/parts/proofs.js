// @ts-check
import { h, refill } from '../dom.js';
import { get } from '../api.js';
import { save } from '../save.js';
import { count } from '../format.js';

/** Whether the log is what was written, and a signed checkpoint to hold against it later. */
export function proofs(head) {
  const told = h('p', { role: 'status', 'data-testid': 'verification' },
    'Every event carries the hash of the one before it. Verifying reads all of them.');
  async function verify(event) {
    event.target.disabled = true;
    refill(told, 'Reading the whole log …');
    try {
      const answer = await get('/log/verification');
      refill(told,
        answer.intact
          ? h('span.verdict-fine', {}, `Intact: ${count(answer.position, 'event')}, each as it was written.`)
          : h('span.verdict-trouble', {}, `Broken at event ${answer.position}: ${answer.problem}`));
    } catch (problem) {
      refill(told, h('span.problem', {}, problem.message));
    }
    event.target.disabled = false;
  }
  async function take() {
    try {
      const [response, key] = await Promise.all([fetch('/api/v1/log/checkpoint'), get('/log/key')]);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      save(`checkpoint-${head}.txt`, new Blob([await response.text()], { type: 'text/plain' }));
      refill(told,
        'Keep the file away from this machine, with the key ',
        h('span.mono', {}, key.key),
        '. Later, ',
        h('span.mono', {}, './tunebook verify --against FILE'),
        ' proves that nothing before it was rewritten.');
    } catch (problem) {
      refill(told, h('span.problem', {}, problem.message));
    }
  }
  return [
    h('h2', {}, 'Is it what was written?'),
    told,
    h('div.buttons', {},
      h('button', { type: 'button', onclick: verify, 'data-testid': 'verify' }, 'Verify the whole log'),
      h('button', { type: 'button', onclick: take, 'data-testid': 'checkpoint' },
        'Take a signed checkpoint')),
  ];
}
