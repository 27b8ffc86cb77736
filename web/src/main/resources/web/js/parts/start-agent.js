// @ts-check
import { h } from '../dom.js';
import { serverUrl } from '../paths.js';
import { copyable } from './copy.js';

/**
 * The commands that start an agent, to unfold.
 * @param {string} study  its id, or a placeholder
 */
export function startAgent(study) {
  return h('details.start-agent', { 'data-key': 'start-agent', 'data-testid': 'start-agent' },
    h('summary', {}, 'Start an agent'),
    agentCommands(study));
}

/** @param {string} study */
export function agentCommands(study) {
  const server = serverUrl();
  return copyable(
    `curl -O ${server}/client/tunebook.py\n` +
      `python3 tunebook.py agent --server ${server} --study ${study} -- python3 train.py {args}`,
    'the commands that start an agent'
  );
}
