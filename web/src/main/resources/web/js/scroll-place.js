// @ts-check
/**
 * Where the page of each entry of the history was scrolled to, so that Back returns to the same place. Elements that
 * scroll by themselves are named by `data-keep-scroll`; one that has an active row names it by `data-active-row` and
 * gets it back in a `tb-restore` event.
 * @typedef {{top: number, scrolled: number, row: string | undefined, focused: boolean}} Frame  top: in the window
 * @typedef {{y: number, frames: Object<string, Frame>}} Place
 */

const STORED = 'tb-places';
/** How long the parts of a page may take to arrive. */
const ARRIVAL_MILLIS = 3_000;
const FRAMES = '[data-keep-scroll]';

/** @type {Map<string, Place>} */
const places = new Map(stored());
let current = newKey();
let stop = () => {};

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
  } catch {
    return [];
  }
}

function newKey() {
  return Math.random().toString(36).slice(2);
}

/**
 * Restores no place by itself from now on; the place survives a reload.
 * @returns {Place?} the place of this entry before the reload
 */
export function startPlaces() {
  history.scrollRestoration = 'manual';
  addEventListener('pagehide', () => {
    rememberPlace();
    try {
      sessionStorage.setItem(STORED, JSON.stringify([...places]));
    } catch {
      // Without storage a reload begins at the top.
    }
  });
  return arrive();
}

/** Remembers the place of the current entry, before it is left. */
export function rememberPlace() {
  /** @type {Object<string, Frame>} */
  const frames = {};
  stop();
  for (const frame of framesOf())
    frames[frame.dataset.keepScroll ?? ''] = {
      top: frame.getBoundingClientRect().top,
      scrolled: frame.scrollTop,
      row: frame.dataset.activeRow,
      focused: frame.contains(document.activeElement),
    };
  places.set(current, { y: scrollY, frames });
}

/**
 * The page is at another entry now.
 * @returns {Place?} its place, null for a new entry
 */
export function arrive() {
  const key = history.state?.key;
  current = key ?? newKey();
  if (!key) history.replaceState({ ...history.state, key: current }, '');
  return key ? (places.get(key) ?? null) : null;
}

/**
 * The page left an entry by Back or Forward; a link to a part of the page has remembered its place before.
 * @returns {Place?}
 */
export function traverse() {
  if (history.state?.key) rememberPlace();
  return arrive();
}

/**
 * Scrolls to a place; a frame that was in view is where it was in the window, whatever is above it.
 * @param {Place} place
 * @returns {boolean} whether an element has the focus again
 */
export function restorePlace({ y, frames }) {
  let focused = false;
  for (const frame of framesOf()) {
    const was = frames[frame.dataset.keepScroll ?? ''];
    if (!was) continue;
    frame.scrollTop = was.scrolled;
    frame.dispatchEvent(new CustomEvent('tb-restore', { detail: { row: was.row } }));
    if (was.focused) {
      frame.focus({ preventScroll: true });
      focused = true;
    }
  }
  keepUp(() => scrolled(y, frames));
  return focused;
}

/** @param {number} y  @param {Object<string, Frame>} frames */
function scrolled(y, frames) {
  scrollTo(0, y);
  for (const frame of framesOf()) {
    const was = frames[frame.dataset.keepScroll ?? ''];
    if (was && was.top < innerHeight && was.top > -frame.clientHeight)
      scrollBy(0, frame.getBoundingClientRect().top - was.top);
  }
}

/**
 * Scrolls now, and again while parts of the page arrive, until the person acts.
 * @param {() => void} scroll
 */
function keepUp(scroll) {
  scroll();
  const main = document.getElementById('main');
  if (!main) return;
  const growth = new ResizeObserver(scroll);
  const end = new AbortController();
  stop = () => {
    growth.disconnect();
    end.abort();
  };
  for (const act of ['wheel', 'pointerdown', 'keydown', 'touchstart'])
    addEventListener(act, stop, { capture: true, passive: true, signal: end.signal });
  setTimeout(stop, ARRIVAL_MILLIS);
  growth.observe(main);
}

/** @returns {NodeListOf<HTMLElement>} */
function framesOf() {
  return document.querySelectorAll(FRAMES);
}
