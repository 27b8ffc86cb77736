// @ts-check
import { pathTo } from './paths.js';
import { rememberPlace, arrive, traverse } from './scroll-place.js';

/** Goes to a path of the dashboard, as `link` makes it, without reloading the page. */
export function go(path) {
  rememberPlace();
  history.pushState(null, '', path);
  arrive();
  dispatchEvent(new CustomEvent('tunebook:navigate'));
}

/**
 * Changes the view's state in place.
 * @param {string} path
 * @param {{keepPlace?: boolean}} [how]  keepPlace: neither scroll nor move the focus
 */
export function replace(path, { keepPlace = false } = {}) {
  history.replaceState(history.state, '', path);
  dispatchEvent(new CustomEvent('tunebook:navigate', { detail: { keepPlace } }));
}

/**
 * Makes ordinary links navigate without reloading, and calls `show` for every new path.
 * @param {(navigated: boolean, keepPlace?: boolean, place?: import('./scroll-place.js').Place?) => void} show
 */
export function route(show) {
  addEventListener('tunebook:navigate', (e) => show(true, /** @type {CustomEvent} */ (e).detail?.keepPlace));
  let shown = location.pathname + location.search;
  addEventListener('tunebook:navigate', () => (shown = location.pathname + location.search));
  addEventListener('popstate', () => {
    const place = traverse();
    // A link to a part of the page leaves the page, with what is typed in it, as it is.
    if (shown === location.pathname + location.search) {
      if (place) scrollTo(0, place.y);
      return;
    }
    shown = location.pathname + location.search;
    show(true, false, place);
  });
  document.addEventListener('click', (click) => {
    /** @type {HTMLAnchorElement?} */
    const anchor = click.target instanceof Element ? click.target.closest('a[href]') : null;
    const plain = click.button === 0 && !click.metaKey && !click.ctrlKey && !click.shiftKey && !click.altKey;
    if (
      !anchor ||
      !plain ||
      click.defaultPrevented ||
      anchor.target ||
      anchor.hasAttribute('download') ||
      anchor.origin !== location.origin ||
      !anchor.pathname.startsWith(pathTo('/')) ||
      anchor.pathname.startsWith(pathTo('/api/'))
    )
      return;
    if (anchor.pathname === location.pathname && anchor.search === location.search && anchor.hash) {
      rememberPlace();
      return;
    }
    click.preventDefault();
    go(anchor.pathname + anchor.search + anchor.hash);
  });
}
