// @ts-check
/** Goes to a path of the dashboard without reloading the page. */
export function go(path) {
  history.pushState(null, '', path);
  dispatchEvent(new CustomEvent('tunebook:navigate'));
}

/** Changes the view's state in place. */
export function replace(path) {
  history.replaceState(null, '', path);
  dispatchEvent(new CustomEvent('tunebook:navigate'));
}

/** Makes ordinary links navigate without reloading, and calls `show` for every new path. */
export function route(show) {
  addEventListener('tunebook:navigate', () => show(true));
  addEventListener('popstate', () => show(true));
  document.addEventListener('click', (click) => {
    /** @type {HTMLAnchorElement?} */
    const anchor = click.target instanceof Element ? click.target.closest('a[href]') : null;
    const plain = click.button === 0 && !click.metaKey && !click.ctrlKey && !click.shiftKey && !click.altKey;
    if (
      !anchor ||
      !plain ||
      anchor.target ||
      anchor.origin !== location.origin ||
      anchor.pathname.startsWith('/api/')
    )
      return;
    if (anchor.pathname === location.pathname && anchor.search === location.search && anchor.hash) return;
    click.preventDefault();
    go(anchor.pathname + anchor.search + anchor.hash);
  });
}
