// @ts-check
import { h } from '../dom.js';
import { TerminalLines } from './terminal.js';

/** The characters that are shown. */
export const MAX_SHOWN = 1 << 20;
const MAX_BLOCK_LINES = 200;
const MAX_BLOCK_LENGTH = 50_000;

/**
 * A scrollable box with the end of an output, as text. Its lines are in blocks, of which a browser lays out those in
 * view; the first blocks are removed when there are too many. It follows the output while it is scrolled to its end.
 */
export class OutputLines {
  #terminal = new TerminalLines();
  /** @type {{element: HTMLElement, lines: number, length: number}[]} */
  #blocks = [];
  #shown = 0;
  #open = h('div', {});
  element = h('pre.output', { tabindex: '0', role: 'region', 'aria-label': 'Output of the script' }, this.#open);

  /** @param {string} part  of the output, which follows the part before */
  write(part) {
    const follows = this.#isAtEnd();
    const { lines, open } = this.#terminal.write(part);
    // Lines that would be removed at once are not made.
    let first = lines.length;
    for (let length = 0; first > 0 && length <= MAX_SHOWN; ) length += lines[--first].length + 1;
    for (let i = first; i < lines.length; i++) this.#buffer(lines[i]);
    this.#flush();
    this.#open.textContent = open;
    this.#trim();
    if (follows) this.toEnd();
  }

  /** Begins again behind a gap. */
  gap(text) {
    this.#terminal = new TerminalLines();
    this.#open.textContent = '';
    this.#buffer(text);
    this.#flush();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 8;
  }

  /** @type {string[]} */
  #waiting = [];
  #waitingLength = 0;

  #buffer(line) {
    this.#waiting.push(line);
    this.#waitingLength += line.length + 1;
    const last = this.#blocks.at(-1);
    const lines = this.#waiting.length + (last?.lines ?? 0);
    if (lines >= MAX_BLOCK_LINES || this.#waitingLength + (last?.length ?? 0) >= MAX_BLOCK_LENGTH) this.#flush();
  }

  #flush() {
    if (!this.#waiting.length) return;
    let block = this.#blocks.at(-1);
    if (!block || block.lines >= MAX_BLOCK_LINES || block.length >= MAX_BLOCK_LENGTH) {
      block = { element: h('div', {}), lines: 0, length: 0 };
      this.#blocks.push(block);
      this.#open.before(block.element);
    }
    block.element.append(`${this.#waiting.join('\n')}\n`);
    block.lines += this.#waiting.length;
    block.length += this.#waitingLength;
    block.element.style.containIntrinsicSize = `auto 60rem auto ${1.5 * block.lines}em`;
    this.#shown += this.#waitingLength;
    this.#waiting = [];
    this.#waitingLength = 0;
  }

  #trim() {
    while (this.#shown > MAX_SHOWN && this.#blocks.length > 1) {
      const block = /** @type {{element: HTMLElement, length: number}} */ (this.#blocks.shift());
      block.element.remove();
      this.#shown -= block.length;
    }
  }
}
