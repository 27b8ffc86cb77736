// @ts-check

const ESCAPE = '\x1b';
/** Colours and cursor movements, titles and links, and other escape sequences of a terminal. */
const SEQUENCES =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-Z\\`-~])/g;
const UNPRINTABLE = /[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]/g;
/** A longer sequence that has no end is none. */
const MAX_SEQUENCE = 4096;
/** A longer line is broken. */
const MAX_LINE = 100_000;

/**
 * The lines that a terminal would show: without colours, each line in its last state, as progress bars return to its
 * beginning. The output comes in parts, which can end anywhere.
 */
export class TerminalLines {
  /** What may be the beginning of an escape sequence. */
  #held = '';
  /** The line that has no end yet, as far as it can still change. */
  #open = '';

  /**
   * @param {string} part
   * @returns {{lines: string[], open: string}} the lines that are complete, and the one that is not
   */
  write(part) {
    const plain = this.#withoutSequences(this.#held + part);
    const raw = (this.#open + plain).split('\n');
    this.#open = shortest(raw.pop() ?? '');
    const lines = raw.flatMap((line) => broken(lastState(line)));
    if (this.#open.length > MAX_LINE) {
      lines.push(...broken(lastState(this.#open)));
      this.#open = '';
    }
    return { lines, open: lastState(this.#open) };
  }

  #withoutSequences(text) {
    const complete = text.replace(SEQUENCES, '');
    const start = complete.lastIndexOf(ESCAPE);
    const open = start >= 0 && complete.length - start <= MAX_SEQUENCE && !complete.slice(start).includes('\n');
    this.#held = open ? complete.slice(start) : '';
    return open ? complete.slice(0, start) : complete;
  }
}

/** An open line without the states before its last one. */
function shortest(line) {
  const end = line.endsWith('\r') ? line.length - 1 : line.length;
  const start = line.lastIndexOf('\r', end - 1);
  return start >= 0 && end - start > 1 ? line.slice(start + 1) : line;
}

/** What is visible of a line: what follows its last carriage return that is followed by anything. */
function lastState(line) {
  const text = line.replace(/\r+$/, '');
  const state = text.slice(text.lastIndexOf('\r') + 1);
  return (state.includes('\b') ? overwritten(state) : state).replace(UNPRINTABLE, '');
}

/** Applies backspaces, after which a terminal overwrites. */
function overwritten(text) {
  const shown = [];
  let at = 0;
  for (const c of text) {
    if (c === '\b') at = Math.max(0, at - 1);
    else shown[at++] = c;
  }
  return shown.join('');
}

/** @returns {string[]} */
function broken(line) {
  if (line.length <= MAX_LINE) return [line];
  const parts = [];
  for (let i = 0; i < line.length; i += MAX_LINE) parts.push(line.slice(i, i + MAX_LINE));
  return parts;
}
