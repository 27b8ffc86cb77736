// @ts-check
import { h } from '../dom.js';
import { link, post } from '../api.js';
import { ago } from './ago.js';
import { table, when } from './common.js';
import { ask } from './trial-annotations.js';
import { trialEnds } from './trial-ends.js';

/**
 * An agent of GET /agents.
 * @typedef {{
 *   id: string,
 *   host: string,
 *   slot: string,
 *   since: string,
 *   seen: string?,
 *   study: string?,
 *   trial: string?,
 *   trials: number,
 *   draining: boolean,
 *   ended: string?,
 * }} Agent
 */

export const DRAIN_MEANING = 'The agent trains its current trial to the end and gets no further trial.';
const MAX_SHOWN = 200;
const HEADS = ['Agent', 'Study', 'Trial', 'State', 'Last heartbeat', 'Since', ''];
const ENDED_HEADS = ['Agent', 'Study', 'How it ended', 'Last request', 'Since'];

/**
 * Host and slot. Without a slot the id: the host alone can be that of several agents.
 * @param {Agent} agent
 */
export function agentName({ id, host, slot }) {
  return slot === '' ? id : `${host}, slot ${slot}`;
}

/** @param {Agent} agent */
export function agentState({ trial, draining, ended }) {
  if (ended != null) return ended;
  if (draining) return trial ? 'draining: trains its last trial' : 'draining: gets no further trial';
  return trial ? 'training' : 'waiting for a trial';
}

/** The id of a trial without that of its study, where it begins with it. */
function trialName({ study, trial }) {
  const number = study && trial?.startsWith(`${study}-t`) ? trial.slice(study.length + 2) : '';
  return /^\d+$/.test(number) ? `trial ${number}` : String(trial);
}

/**
 * A table of agents. An update replaces only the rows that have changed, so that the focus stays where it is; of the
 * others, the time of the last heartbeat.
 */
export class AgentTable {
  /** @type {Map<string, {row: HTMLElement, state: string}>} */
  #rows = new Map();
  #body;
  #ended;
  #heads;
  #changed;
  #limit = MAX_SHOWN;
  /** @type {Agent[]} */
  #agents = [];
  #more = h('button', { type: 'button', hidden: true, onclick: () => this.#showAll() });

  /**
   * @param {string} name
   * @param {boolean} ended  whether it has the agents that have ended
   * @param {() => Promise<void>} changed
   */
  constructor(name, ended, changed) {
    this.#ended = ended;
    this.#changed = changed;
    this.#body = h('tbody', {});
    this.#heads = ended ? ENDED_HEADS : HEADS;
    const scroll = table(this.#heads, [], { 'aria-label': name });
    scroll.querySelector('tbody')?.replaceWith(this.#body);
    scroll.classList.add('stacked');
    this.element = h('div', {}, scroll, h('p.buttons', {}, this.#more));
  }

  /** @param {Agent[]} agents */
  update(agents) {
    this.#agents = agents;
    const shown = agents.slice(0, this.#limit);
    const focused = focusIn(this.#body);
    const ids = new Set(shown.map((a) => a.id));
    for (const [id, { row }] of this.#rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    shown.forEach((agent, i) => {
      const row = this.#row(agent);
      if (this.#body.children[i] !== row) this.#body.insertBefore(row, this.#body.children[i] ?? null);
    });
    this.#more.hidden = agents.length <= this.#limit;
    this.#more.textContent = `Show all ${agents.length.toLocaleString('en')}`;
    if (focused && document.activeElement === document.body) this.#focus(focused);
  }

  #showAll() {
    this.#limit = Infinity;
    this.update(this.#agents);
    /** @type {HTMLElement?} */ (this.#body.children[MAX_SHOWN]?.querySelector('a, button'))?.focus();
  }

  /** @param {Agent} agent */
  #row(agent) {
    const state = JSON.stringify({ ...agent, seen: null });
    const known = this.#rows.get(agent.id);
    if (known?.state === state) {
      known.row.querySelector('[data-seen]')?.replaceChildren(seen(agent));
      return known.row;
    }
    const row = this.#made(agent);
    known?.row.replaceWith(row);
    this.#rows.set(agent.id, { row, state });
    return row;
  }

  /** @param {Agent} agent */
  #made(agent) {
    const { id, study, trial, since } = agent;
    const cells = [
      h('td.agent', { title: id }, agentName(agent)),
      h('td', {}, study ? h('a', { href: link(`/studies/${study}`) }, study) : '–'),
      ...(this.#ended
        ? []
        : [h('td', {}, trial ? h('a', { href: link(`/trials/${trial}`) }, trialName(agent)) : '–',
            agent.trials > 1 ? ` and ${agent.trials - 1} more` : null)]),
      h('td', { 'data-testid': this.#ended ? 'agent-end' : 'agent-state' }, agentState(agent)),
      h('td', { 'data-seen': '' }, seen(agent)),
      h('td', {}, when(since)),
      ...(this.#ended ? [] : [h('td', {}, h('div.buttons', {}, this.#actions(agent)))]),
    ];
    const row = h('tr', { 'data-testid': this.#ended ? 'ended-agent' : 'agent', 'data-agent': id }, cells);
    cells.forEach((cell, i) => cell.setAttribute('data-label', this.#heads[i]));
    return row;
  }

  /** @param {Agent} agent */
  #actions(agent) {
    const name = agentName(agent);
    return [
      agent.draining
        ? null
        : h('button', {
            type: 'button',
            title: DRAIN_MEANING,
            'aria-label': `Drain: ${name}`,
            'data-testid': 'drain',
            'data-control': 'drain',
            onclick: () =>
              ask({ title: `Drain: ${name}`, hint: DRAIN_MEANING, action: 'Drain' }, async () => {
                await post(`/agents/${encodeURIComponent(agent.id)}/drain`, {});
                await this.#changed();
              }),
          },
            'Drain'),
      agent.trial ? trialEnds(agent.trial, `${trialName(agent)} of ${agent.study}`, this.#changed) : null,
    ];
  }

  /** @param {{agent: string, control: string}} focused */
  #focus({ agent, control }) {
    const row = this.#rows.get(agent)?.row;
    const same = row?.querySelector(`[data-control="${control}"]`) ?? row?.querySelector('button, a');
    /** @type {HTMLElement | null | undefined} */ (same)?.focus({ preventScroll: true });
  }
}

/** @param {Agent} agent */
function seen({ seen: at }) {
  return at == null ? h('span.quiet', { title: "None since the server's start" }, 'none yet') : ago(at);
}

/** @returns {{agent: string, control: string}?} */
function focusIn(body) {
  const active = /** @type {HTMLElement?} */ (document.activeElement);
  if (!active || !body.contains(active)) return null;
  const row = /** @type {HTMLElement?} */ (active.closest('tr'));
  return { agent: row?.dataset.agent ?? '', control: active.dataset.control ?? '' };
}
