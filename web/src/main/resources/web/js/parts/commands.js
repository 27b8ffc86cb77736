// @ts-check
import { link, heldAt } from '../api.js';
import { here, pathTo } from '../paths.js';
import { THEMES, chooseTheme } from '../scheme.js';
import { PAGES } from './header.js';
import { shortcuts } from './shortcuts.js';

/**
 * Something that the palette can do.
 * @typedef {{text: string, kind: string, place?: string, run: () => void}} Command
 */

const MAX_NAME = 100;

/**
 * The commands that need no page.
 * @param {(path: string) => void} goTo
 * @returns {Command[]}
 */
export function generalCommands(goTo) {
  return [
    ...PAGES.map(({ path, name }) => ({
      text: name,
      kind: 'Page',
      run: () => (path === '/api/' ? location.assign(pathTo(path)) : goTo(link(path))),
    })),
    ...(heldAt() == null
      ? []
      : [{ text: 'Back to live', kind: 'Command', run: () => goTo(link(here(), { at: null })) }]),
    ...THEMES.map((t) => ({ text: `Theme: ${t}`, kind: 'Command', run: () => chooseTheme(t) })),
    { text: 'Keyboard shortcuts', kind: 'Command', run: shortcuts },
  ];
}

/**
 * What a page offers: its buttons and links that look like buttons, and its headings. An element with
 * `data-command` is offered by that name.
 * @param {HTMLElement} main
 * @returns {Command[]}
 */
export function pageCommands(main) {
  const found = new Map();
  /** @type {NodeListOf<HTMLElement>} */
  const elements = main.querySelectorAll('[data-command], button, a.button, h1, h2');
  for (const element of elements) {
    const text = name(element);
    if (!text || found.has(text) || !usable(element)) continue;
    const heading = /^H\d$/.test(element.tagName);
    found.set(text, {
      text,
      kind: heading ? 'On this page' : 'Action',
      run: () => (heading ? jumpTo(element) : press(element)),
    });
  }
  return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind));
}

/** Scrolls to an element that is not a control, and moves the focus there. */
export function jumpTo(element) {
  if (!element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
  element.scrollIntoView({ block: 'start' });
  element.focus({ preventScroll: true });
}

function press(element) {
  element.focus();
  element.click();
}

/** @param {HTMLElement} element */
function name(element) {
  const text = element.dataset.command ?? element.getAttribute('aria-label') ?? element.textContent ?? '';
  return text.trim().replace(/\s+/g, ' ').slice(0, MAX_NAME);
}

/** @param {any} element */
function usable(element) {
  return !element.disabled && element.checkVisibility() && !element.closest('th, [role=listbox]');
}
