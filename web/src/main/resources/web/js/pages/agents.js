// @ts-check
import { h, refill } from '../dom.js';
import { get, heldAt, link } from '../api.js';
import { count } from '../format.js';
import { AgentTable, DRAIN_MEANING } from '../parts/agent-table.js';
import { timeText } from '../parts/common.js';
import { agentCommands, startAgent } from '../parts/start-agent.js';
import { OFFER, STOP } from '../parts/trial-ends.js';
import { whileShown } from '../parts/while-shown.js';

/** Heartbeats are no events of the log. */
const POLL_MILLIS = 3_000;
const POLL_MANY_MILLIS = 10_000;
const MANY = 500;

/** The agents: who trains what now, and how each ended. */
export async function agents(container) {
  if (heldAt() != null) {
    container.append(h('h1', {}, 'Agents'), past());
    return {};
  }
  const summary = h('p.quiet', { 'data-testid': 'agents-summary' });
  const problem = h('p.problem', { role: 'status', 'data-testid': 'agents-problem' });
  const none = h('div', { 'data-testid': 'no-agents', hidden: true });
  const working = new AgentTable('Agents at work', false, refresh);
  const ended = new AgentTable('Ended agents', true, refresh);
  const idle = h('p.quiet', {}, 'No agent is at work.');
  const actions = h('div', {}, working.element, meanings());
  const workingSection = h('section', {}, h('h2', {}, 'At work'), idle, actions);
  const endedSection = h('section', { 'data-testid': 'ended-agents' },
    h('h2', {}, 'Ended'),
    h('p.quiet.small', {}, "Those that ended since the server's start, the last one first."),
    ended.element);
  const how = h('section', {}, startAgent('ID'));
  let shown = 0;
  let known = null;

  async function refresh() {
    update(await get('/agents'));
  }

  function update({ agents: all }) {
    const active = all.filter((a) => a.ended == null);
    const gone = all.filter((a) => a.ended != null).sort((a, b) => last(b).localeCompare(last(a)));
    shown = all.length;
    known = new Date().toISOString();
    problem.textContent = '';
    summary.textContent = active.length ? summaryOf(active) : '';
    refill(none, all.length ? null : empty());
    none.hidden = all.length > 0;
    how.hidden = !all.length;
    workingSection.hidden = !all.length;
    idle.hidden = active.length > 0;
    actions.hidden = !active.length;
    endedSection.hidden = !gone.length;
    working.update(active);
    ended.update(gone);
  }

  async function poll() {
    try {
      await refresh();
    } catch (failure) {
      problem.textContent = `Not updated since ${timeText(known)}: ${failure.message}`;
    }
    return shown > MANY ? POLL_MANY_MILLIS : POLL_MILLIS;
  }

  container.append(
    h('div.head', {}, h('div', {}, h('h1', {}, 'Agents'), summary, problem)),
    none, workingSection, endedSection, how);
  await refresh();
  const now = whileShown(container, poll);
  setTimeout(now, POLL_MILLIS);
  return { refresh: now, touches: (n) => n.trial != null && n.type !== 'curve-measured' };
}

const last = (agent) => agent.seen ?? agent.since;

function summaryOf(active) {
  const training = active.filter((a) => a.trial != null).length;
  const hosts = new Set(active.map((a) => a.host)).size;
  const waiting = active.length - training;
  return `${count(training, 'agent')} at work${waiting ? `, ${waiting} waiting` : ''}, on ${count(hosts, 'host')}`;
}

function meanings() {
  const texts = [['Drain', DRAIN_MEANING], [STOP.action, STOP.meaning], [OFFER.action, OFFER.meaning]];
  return h('dl.meanings', {}, texts.map(([term, text]) => [h('dt', {}, term), h('dd', {}, text)]));
}

function empty() {
  return [
    h('p', {}, 'No agent has asked for a trial yet. Start one on any machine with Python 3.9, with the id of a study:'),
    agentCommands('ID'),
  ];
}

function past() {
  return h('p.quiet', { 'data-testid': 'agents-past' },
    'Agents are shown as they are now only, because their heartbeats are not in the log. ',
    h('a', { href: link('/agents', { at: null }) }, 'Show the agents now'));
}
