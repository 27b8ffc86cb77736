// @ts-check
import { h } from '../dom.js';
import { get, heldAt } from '../api.js';
import { save } from '../save.js';
import { OutputLines } from './output-lines.js';
import { whileShown } from './while-shown.js';

const OPEN_MILLIS = 2_000;
/** Until a script prints something. */
const NONE_MILLIS = 10_000;
/** The agent sends the end of an output shortly before or after the trial's end. */
const TURNS_AFTER_END = 3;
/** Beyond every output: the answer has its end without its text. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** What the script of a trial prints: hidden until there is something, followed while it is open and the trial runs. */
export class Output {
  #path;
  #name;
  #lines = new OutputLines();
  #status = h('p.quiet.small', { role: 'status' });
  #details;
  #now;
  /** The offset of what follows; null before the first part. */
  #end = null;
  #state = '';
  #turnsLeft = 0;
  #exists = false;

  /** @param {string} trial */
  constructor(trial) {
    this.#path = `/trials/${trial}/output`;
    this.#name = `${trial}-output.txt`;
    this.#details = h('details', { 'data-key': 'output', 'data-testid': 'output', ontoggle: () => this.#toggled() },
      h('summary', {}, h('h2', {}, 'Output')),
      this.#lines.element,
      h('p.tools', {},
        h('button.link', { type: 'button', 'data-testid': 'download-output', onclick: () => this.#download() },
          'Download as text'),
        this.#status));
    this.element = h('section.trial-output', { hidden: true }, this.#details);
    this.#now = whileShown(this.element, () => this.#turn());
  }

  /**
   * @param {any} study
   * @param {{state: string}} trial
   */
  update(study, { state }) {
    if (heldAt() != null || study.trainer !== 'external' || state === 'proposed' || state === this.#state) return;
    this.#turnsLeft = this.#state ? TURNS_AFTER_END : 0;
    this.#state = state;
    this.#now();
  }

  #toggled() {
    if (!this.#details.open) return;
    this.#lines.toEnd();
    this.#now();
  }

  async #turn() {
    try {
      if (!this.#exists) await this.#find();
      if (this.#exists && this.#details.open) await this.#read();
      this.#status.textContent = '';
    } catch (failure) {
      this.#status.textContent = `Not updated: ${failure.message}`;
      return OPEN_MILLIS;
    }
    if (this.#state !== 'running' && this.#turnsLeft-- <= 0) return null;
    return this.#exists ? OPEN_MILLIS : NONE_MILLIS;
  }

  async #find() {
    if ((await get(this.#path, { after: BEYOND })).end === 0) return;
    this.#exists = true;
    this.element.hidden = false;
    this.#details.open = this.#state !== 'completed';
  }

  async #read() {
    const known = this.#end ?? 0;
    const part = await get(this.#path, { after: known });
    if (part.from > known)
      this.#lines.gap(`… ${(part.from - known).toLocaleString('en')} bytes before this are not stored`);
    if (part.text) this.#lines.write(part.text);
    if (this.#end == null) this.#lines.toEnd();
    this.#end = part.end;
  }

  /** All that is stored, with the colours. */
  async #download() {
    try {
      const { text } = await get(this.#path);
      save(this.#name, new Blob([text], { type: 'text/plain' }));
    } catch (failure) {
      this.#status.textContent = `Not downloaded: ${failure.message}`;
    }
  }
}
