// @ts-check
import pages from '../pages.json' with { type: 'json' };
import { h } from './dom.js';
import { get, heldAt, setSignedIn, Problem, UNREACHED } from './api.js';
import { follow, throttle } from './live.js';
import { fixIcon, here, pathTo } from './paths.js';
import { route, go } from './router.js';
import { startPlaces, restorePlace } from './scroll-place.js';
import { band } from './parts/band.js';
import { failure } from './parts/failure.js';
import { headerBar } from './parts/header.js';
import { health } from './parts/health.js';
import { palette, listenForShortcuts } from './parts/palette.js';
import { skipLinks } from './parts/skips.js';

/**
 * A page's module: it fetches and shows data, and returns which notices of the log concern it.
 * @typedef {{refresh?: () => Promise<void>, touches?: (notice: any) => boolean}} Shown
 * @typedef {(container: HTMLElement, id: string?) => Promise<Shown>} Mount
 */

/**
 * By the names in pages.json; a page's modules are fetched when it is first shown. Each exports its mount under the
 * page's name.
 * @type {Object<string, () => Promise<Object<string, Mount>>>}
 */
const MODULES = {
  projects: () => import('./pages/projects.js'),
  'new-project': () => import('./pages/new-project.js'),
  'import-file': () => import('./pages/import-file.js'),
  project: () => import('./pages/project.js'),
  'new-round': () => import('./pages/new-round.js'),
  'batch-sizes': () => import('./pages/batch-sizes.js'),
  round: () => import('./pages/round.js'),
  study: () => import('./pages/study.js'),
  trial: () => import('./pages/trial.js'),
  launch: () => import('./pages/launch.js'),
  experiment: () => import('./pages/experiment.js'),
  compare: () => import('./pages/compare.js'),
  agents: () => import('./pages/agents.js'),
  audit: () => import('./pages/audit.js'),
  playbook: () => import('./pages/playbook.js'),
};
const PAGES = pages.map(({ route: path, page }) => ({
  pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
  mount: mountOf(page),
}));
const REFRESH_MILLIS = 1000;

const main = document.getElementById('main');
/** @type {Shown?} */
let page = null;
/**
 * What `main` holds, also while another page is being fetched.
 * @type {{path: string, page: Shown}?}
 */
let displayed = null;
let generation = 0;
let unreached = false;
/** Whether modules of a page could not be fetched. */
let incomplete = false;
/** @type {{access: boolean, name?: string}} */
let me = { access: false };

/** @returns {Mount} */
function mountOf(name) {
  const exported = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return async (container, id) => (await fetched(name))[exported](container, id);
}

/** @throws Problem with UNREACHED; the browser remembers that a module failed, so the page is loaded again later */
async function fetched(name) {
  try {
    return await MODULES[name]();
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    console.error(failure);
    incomplete = true;
    throw new Problem({ detail: 'The server does not respond. The page is loaded when it does.' }, UNREACHED);
  }
}

/** @returns {{mount: Mount, id: string?}?} null when there is no page */
function pageAt(path) {
  for (const { pattern, mount } of PAGES) {
    const match = path.match(pattern);
    if (match) return { mount, id: match[1] ? decodeURIComponent(match[1]) : null };
  }
  return null;
}

/**
 * @param {boolean} navigated  not at the first load
 * @param {boolean} [keepPlace]  neither scroll nor move the focus
 * @param {import('./scroll-place.js').Place?} [place]  where the page was scrolled to before
 */
async function show(navigated, keepPlace = false, place = null) {
  const mine = ++generation;
  header();
  band(document.getElementById('band'));
  const path = location.pathname + location.search;
  if (place && displayed?.path === path) {
    // Back before the next page was there: it stays, with what is open in it.
    page = displayed.page;
    restorePlace(place);
    refresh();
    return;
  }
  const focused = keepPlace ? focusedIn(main) : null;
  page = null;
  unreached = false;
  const container = h('div', {});
  try {
    const found = pageAt(here());
    if (!found) throw new Problem({ detail: `There is no page ${here()}.` }, 404);
    const waiting = setTimeout(() => {
      if (mine !== generation) return;
      displayed = null;
      main.replaceChildren(h('p.state', { role: 'status' }, 'Loading …'));
    }, 300);
    const next = await found.mount(container, found.id).finally(() => clearTimeout(waiting));
    if (mine !== generation) return;
    page = next;
    displayed = { path, page };
    main.replaceChildren(container);
  } catch (problem) {
    if (mine !== generation) return;
    displayed = null;
    unreached = problem.status === UNREACHED;
    main.replaceChildren(failure(problem));
  }
  if (mine !== generation) return;
  document.title = `${main.querySelector('h1')?.textContent ?? 'Tunebook'} · Tunebook`;
  if (focused) elementToFocus(focused)?.focus({ preventScroll: true });
  if (keepPlace) return;
  if (place) {
    if (!restorePlace(place) && navigated) main.focus({ preventScroll: true });
    return;
  }
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
  else if (navigated) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

/** @returns {string?} which element of the page has the focus, as far as it is to be kept */
function focusedIn(container) {
  const active = document.activeElement;
  return container.contains(active) && active instanceof HTMLElement ? (active.dataset.keepFocus ?? null) : null;
}

/** @returns {HTMLElement?} */
function elementToFocus(name) {
  return main.querySelector(`[data-keep-focus="${name}"]`);
}

/** @returns {HTMLElement} */
function shownPosition() {
  return document.querySelector('#top .live');
}

function header() {
  const top = document.getElementById('top');
  const live =
    top.querySelector('.live') ??
    h('span.live', { 'data-testid': 'live-position', 'data-state': 'live', role: 'status' }, 'connecting …');
  top.replaceChildren(headerBar(me, openPalette, live));
}

function openPalette() {
  palette(go);
}

const refresh = throttle(async () => {
  const mine = page;
  try {
    await mine?.refresh?.();
    main.querySelector('#refused')?.remove();
  } catch (problem) {
    if (mine !== page || problem.status === UNREACHED) return;
    main.querySelector('#refused')?.remove();
    main.prepend(
      h('p.problem', { id: 'refused', role: 'alert' },
        `This page could not be updated: ${problem.message}`)
    );
  }
}, REFRESH_MILLIS);

/** Shows that the page is not updated, with the reason; its content stays. */
function offline(is) {
  const element = document.getElementById('offline');
  if (!is) element.replaceChildren();
  else if (!element.childNodes.length)
    element.append(
      'The server does not respond. This page resumes by itself when the server is back; ' +
        'nothing can be recorded until then.'
    );
}

follow({
  onEvent(notice) {
    if (heldAt() == null && page?.touches?.(notice)) refresh();
  },
  onState(state) {
    const live = shownPosition();
    live.dataset.state = state;
    offline(state === 'reconnecting');
    if (state === 'reconnecting') live.textContent = 'reconnecting …';
    else if (incomplete) location.reload();
    else if (unreached) show(false);
    else if (heldAt() == null) refresh();
  },
  onPosition(position) {
    const live = shownPosition();
    live.textContent = `live · event ${position.toLocaleString('en')}`;
    live.dataset.position = String(position);
  },
});

fixIcon();

// Links that MLflow's client prints: `/#/experiments/1/runs/ID`.
const printed = here() === '/' && location.hash.match(/^#\/experiments\/([^/?]+)/);
if (printed) history.replaceState(null, '', pathTo(`/experiments/${printed[1]}`));

route(show);
listenForShortcuts(openPalette);
skipLinks();
health(document.getElementById('health'));
show(false, false, startPlaces());
get('/me').then(
  (found) => {
    me = found;
    if (!me.access) return;
    setSignedIn(me.name ?? '');
    header();
  },
  () => {}
);
