// @ts-check
import pages from '../pages.json' with { type: 'json' };
import { h } from './dom.js';
import { get, link, heldAt, actor, setActor, Problem, UNREACHED } from './api.js';
import { follow, throttle } from './live.js';
import { route } from './router.js';
import { when } from './parts/common.js';
import { health } from './parts/health.js';
import { timeSlider } from './parts/time-slider.js';
import { projects } from './pages/projects.js';
import { newProject } from './pages/new-project.js';
import { importPage } from './pages/import.js';
import { project } from './pages/project.js';
import { round } from './pages/round.js';
import { study } from './pages/study.js';
import { trial } from './pages/trial.js';
import { launch } from './pages/launch.js';
import { experiment } from './pages/experiment.js';
import { newRound } from './pages/new-round.js';
import { batchSizes } from './pages/batch-sizes.js';
import { compare } from './pages/compare.js';
import { audit } from './pages/audit.js';
import { playbook } from './pages/playbook.js';

/**
 * A page's module: it fetches and shows data, and returns which notices of the log concern it.
 * @typedef {{refresh?: () => Promise<void>, touches?: (notice: any) => boolean}} Shown
 * @typedef {(container: HTMLElement, id: string?) => Promise<Shown>} Mount
 */

/**
 * By the names in pages.json.
 * @type {Object<string, Mount>}
 */
const MOUNTS = {
  projects,
  'new-project': newProject,
  import: importPage,
  project,
  'new-round': newRound,
  'batch-sizes': batchSizes,
  round,
  study,
  trial,
  launch,
  experiment,
  compare,
  audit,
  playbook,
};
const PAGES = pages.map(({ route: path, page }) => ({
  pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
  mount: MOUNTS[page],
}));
const REFRESH_MILLIS = 1000;

const main = document.getElementById('main');
/** @type {Shown?} */
let page = null;
let generation = 0;
let unreached = false;
/** @type {{access: boolean, name?: string}} */
let me = { access: false };

/** @returns {{mount: Mount, id: string?}?} null when there is no page */
function pageAt(path) {
  for (const { pattern, mount } of PAGES) {
    const match = path.match(pattern);
    if (match) return { mount, id: match[1] ? decodeURIComponent(match[1]) : null };
  }
  return null;
}

async function show(navigated) {
  const mine = ++generation;
  header();
  band();
  page = null;
  unreached = false;
  const container = h('div', {});
  try {
    const found = pageAt(location.pathname);
    if (!found) throw new Problem({ detail: `There is no page ${location.pathname}.` }, 404);
    const waiting = setTimeout(
      () => mine === generation && main.replaceChildren(h('p.state', { role: 'status' }, 'Loading …')),
      300
    );
    const next = await found.mount(container, found.id).finally(() => clearTimeout(waiting));
    if (mine !== generation) return;
    page = next;
    main.replaceChildren(container);
  } catch (problem) {
    if (mine !== generation) return;
    unreached = problem.status === UNREACHED;
    main.replaceChildren(failure(problem));
  }
  if (mine !== generation) return;
  document.title = `${main.querySelector('h1')?.textContent ?? 'Tunebook'} · Tunebook`;
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
  else if (navigated) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

function failure(problem) {
  if (!(problem instanceof Problem)) console.error(problem);
  return h('div.state', { role: 'alert' },
    h('h1', {}, problem.status === 404 ? 'Not found' : 'This page could not be shown'),
    h('p', {}, problem.message),
    h('p', {}, h('a', { href: link('/') }, 'All projects')));
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
  const here = (path) => (location.pathname === path ? { 'aria-current': 'page' } : {});
  top.replaceChildren(
    h('nav', { 'aria-label': 'Tunebook' },
      h('a.home', { href: link('/') }, 'Tunebook'),
      h('a', { href: link('/'), ...here('/') }, 'Projects'),
      h('a', { href: link('/compare'), ...here('/compare') }, 'Compare'),
      h('a', { href: link('/audit'), ...here('/audit') }, 'Audit'),
      h('a', { href: link('/playbook'), ...here('/playbook') }, 'Playbook'),
      h('a', { href: '/api/' }, 'API'),
      who(),
      live)
  );
}

/** The actor of recorded events: the token's name where there are tokens, else the name typed here. */
function who() {
  if (me.access)
    return h('form.who', { method: 'post', action: '/sign-out' },
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
      'data-testid': 'actor-name',
      oninput: (e) => setActor(e.target.value),
    }));
}

async function band() {
  const element = document.getElementById('band');
  const at = heldAt();
  if (at == null) {
    element.replaceChildren();
    return;
  }
  const back = location.pathname + location.search.replace(/([?&])at=[^&]*&?/, '$1').replace(/[?&]$/, '');
  const notice = (...words) =>
    element.replaceChildren(
      h('span', { 'data-testid': 'at-band', role: 'status' }, words),
      h('a', { href: back, 'data-testid': 'back-to-live' }, 'Back to live')
    );
  notice(`As of event ${Number(at).toLocaleString('en')}`);
  try {
    const head = await get('/head');
    element.append(timeSlider(head.live));
    element
      .querySelector('[data-testid=at-band]')
      .replaceChildren(
        `As of event ${head.position.toLocaleString('en')} of ${head.live.toLocaleString('en')}`,
        head.recordedAt ? ', ' : '',
        head.recordedAt ? when(head.recordedAt) : ''
      );
  } catch (problem) {
    notice(problem.message);
  }
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
    else if (unreached) show(false);
    else if (heldAt() == null) refresh();
  },
  onPosition(position) {
    const live = shownPosition();
    live.textContent = `live · event ${position.toLocaleString('en')}`;
    live.dataset.position = String(position);
  },
});

// Links that MLflow's client prints: `/#/experiments/1/runs/ID`.
const printed = location.pathname === '/' && location.hash.match(/^#\/experiments\/([^/?]+)/);
if (printed) history.replaceState(null, '', `/experiments/${printed[1]}`);

route(show);
health(document.getElementById('health'));
show(false);
get('/me').then(
  (found) => {
    me = found;
    if (me.access) header();
  },
  () => {}
);
