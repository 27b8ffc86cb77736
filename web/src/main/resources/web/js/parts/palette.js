// @ts-check
import { h } from '../dom.js';
import { get, link } from '../api.js';
import { count } from '../format.js';
import { generalCommands, pageCommands } from './commands.js';
import { shortcuts } from './shortcuts.js';

/** @typedef {import('./commands.js').Command} Command */

const WAIT_MILLIS = 120;
const MAX_COMMANDS = 12;
const KINDS = { PROJECT: 'Project', ROUND: 'Round', STUDY: 'Study', TRIAL: 'Trial' };
const PATHS = { PROJECT: 'projects', ROUND: 'rounds', STUDY: 'studies', TRIAL: 'trials' };

/**
 * Opens the palette on Ctrl-K or ⌘-K and the shortcuts on `?`.
 * @param {() => void} open
 */
export function listenForShortcuts(open) {
  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      open();
    } else if (e.key === '?' && !e.ctrlKey && !e.metaKey && !e.altKey && !isField(e.target)) {
      e.preventDefault();
      shortcuts();
    }
  });
}

/**
 * Shows the command palette: words search the log and the page; arrows choose, Enter does, Escape closes.
 * @param {(path: string) => void} goTo
 */
export function palette(goTo) {
  if (document.querySelector('dialog[open]')) return;
  const commands = [...pageCommands(document.getElementById('main')), ...generalCommands(goTo)];
  /** @type {Command[]} */
  let shown = [];
  let active = 0;
  let search = 0;
  let waiting;

  const list = h('ul.plain', { id: 'palette-list', role: 'listbox', 'aria-label': 'Results' });
  const state = h('p.small.quiet', { role: 'status', 'data-testid': 'palette-state' });
  const input = h('input', {
    name: 'palette',
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'A project, round, study, trial, or a command',
    'aria-label': 'Search or run a command',
    'aria-expanded': 'true',
    'aria-controls': 'palette-list',
    'aria-autocomplete': 'list',
    'data-testid': 'palette-input',
    oninput: changed,
    onkeydown: pressed,
  });
  const dialog = h('dialog.palette', {
    'aria-label': 'Search or run a command',
    'data-testid': 'palette',
    onclose: () => {
      clearTimeout(waiting);
      dialog.remove();
    },
    onclick: (e) => e.target === dialog && dialog.close(),
  },
    h('div', {}, input, list, state));

  function changed() {
    const words = input.value.trim();
    const mine = ++search;
    active = 0;
    const local = matching(commands, words);
    show(local, words ? 'Searching …' : '');
    clearTimeout(waiting);
    if (words) waiting = setTimeout(() => find(words, mine, local), WAIT_MILLIS);
  }

  async function find(words, mine, local) {
    try {
      const { hits } = await get('/search', { q: words });
      if (mine !== search) return;
      const all = [...hits.map((hit) => place(hit, goTo)), ...local];
      show(all, all.length ? count(all.length, 'result') : 'Nothing matches all of these words.');
    } catch (problem) {
      if (mine === search) show(local, problem.message);
    }
  }

  function show(next, message) {
    // The chosen row stays chosen when results of the log come above it.
    const chosen = active > 0 ? shown[active] : null;
    shown = next;
    active = Math.max(0, chosen ? shown.indexOf(chosen) : 0);
    list.replaceChildren(
      ...shown.map((command, i) =>
        h('li', { id: `palette-${i}`, role: 'option', onclick: () => run(command), 'data-kind': command.kind },
          h('span.what', {}, command.text),
          h('span.quiet.small', {}, command.place ? `${command.kind} · ${command.place}` : command.kind))
      )
    );
    state.textContent = message;
    mark();
  }

  function mark() {
    [...list.children].forEach((row, i) => row.setAttribute('aria-selected', String(i === active)));
    const row = list.children[active];
    if (row) {
      input.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  function pressed(event) {
    const last = shown.length - 1;
    const moves = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    if (event.isComposing) return;
    if (event.key in moves) {
      active = Math.max(0, moves[event.key]);
      mark();
    } else if (event.key === 'Enter') {
      if (shown[active]) run(shown[active]);
    } else return;
    event.preventDefault();
  }

  function run(command) {
    dialog.close();
    command.run();
  }

  document.body.append(dialog);
  dialog.showModal();
  changed();
  input.focus();
}

/** @returns {Command} */
function place(hit, goTo) {
  return {
    text: hit.title,
    kind: KINDS[hit.kind],
    place: hit.place,
    run: () => goTo(link(`/${PATHS[hit.kind]}/${encodeURIComponent(hit.id)}`)),
  };
}

/** The commands whose text has all words. */
function matching(commands, text) {
  const words = text.toLowerCase().split(/\s+/);
  const found = commands.filter((c) => words.every((w) => c.text.toLowerCase().includes(w)));
  return text ? found.slice(0, MAX_COMMANDS) : found;
}

function isField(target) {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') != null;
}
