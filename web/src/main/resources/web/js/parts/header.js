// @ts-check
import { h } from '../dom.js';
import { link, actor, setActor } from '../api.js';
import { here, pathTo } from '../paths.js';
import { THEMES, chosenTheme, chooseTheme } from '../scheme.js';

/** The pages of the navigation. */
export const PAGES = [
  { path: '/', name: 'Projects' },
  { path: '/compare', name: 'Compare' },
  { path: '/agents', name: 'Agents' },
  { path: '/audit', name: 'Audit' },
  { path: '/playbook', name: 'Playbook' },
  { path: '/api/', name: 'API' },
];

/**
 * The header of every page: navigation, command palette, theme, person, position of the log.
 * @param {{access: boolean, name?: string}} me
 * @param {() => void} openPalette
 * @param {HTMLElement?} live  the position of the log, on pages that follow it
 */
export function headerBar(me, openPalette, live) {
  const shown = here() === '/api' ? '/api/' : here();
  const current = (path) => (shown === path ? { 'aria-current': 'page' } : {});
  return h('nav', { 'aria-label': 'Tunebook' },
    h('a.home', { href: link('/') }, 'Tunebook'),
    PAGES.map(({ path, name }) =>
      h('a', { href: path === '/api/' ? pathTo(path) : link(path), ...current(path) }, name)
    ),
    h('button.find', {
      type: 'button',
      'aria-haspopup': 'dialog',
      'aria-keyshortcuts': 'Control+K Meta+K',
      'data-testid': 'open-palette',
      onclick: openPalette,
    },
      h('span', {}, 'Search or run a command'),
      ' ',
      h('kbd', {}, 'Ctrl K')),
    theme(),
    who(me),
    live);
}

function theme() {
  return h('label.theme', {},
    h('span', {}, 'Theme '),
    h('select', {
      name: 'theme',
      'data-testid': 'theme',
      onchange: (e) => chooseTheme(e.target.value),
    },
      THEMES.map((t) => h('option', { value: t, selected: t === chosenTheme() }, t))));
}

/** The actor of recorded events: the token's name where there are tokens, else the name typed here. */
function who(me) {
  if (me.access)
    return h('form.who', { method: 'post', action: pathTo('/sign-out') },
      h('span', { 'data-testid': 'signed-in' }, me.name),
      ' ',
      h('button', {}, 'Sign out'));
  return h('label.who', {},
    'Recording as ',
    h('input', {
      name: 'actor',
      value: actor(),
      placeholder: 'your name',
      autocomplete: 'name',
      maxLength: 200,
      'data-actor': '',
      'data-testid': 'actor-name',
      oninput: (e) => setActor(e.target.value),
    }));
}
