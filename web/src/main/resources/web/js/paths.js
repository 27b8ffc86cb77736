// @ts-check
/**
 * The path that the dashboard is below, with a slash at the end: `/`, or that of a proxy, such as `/ml/tunebook/`. It
 * is the path of this module without its own part, so a page needs no setting. All other modules get it from here.
 */
const BASE = new URL('../../', import.meta.url).pathname;

/**
 * The path in the browser of a path of the server.
 * @param {string} path  from the server's root, such as `/rounds/x` or `/api/v1/projects`
 */
export function pathTo(path) {
  return BASE + path.slice(1);
}

/** The shown page's path from the server's root. */
export function here() {
  const path = location.pathname;
  return path.startsWith(BASE) ? `/${path.slice(BASE.length)}` : path;
}

/** The server's URL for clients, without a slash at the end. */
export function serverUrl() {
  return location.origin + BASE.slice(0, -1);
}

/**
 * Makes the icon's URL absolute. The links of a page are relative to the path that it was loaded from, and the browser
 * fetches the icon again when the shown path changes.
 */
export function fixIcon() {
  for (const icon of document.querySelectorAll('link[rel=icon]'))
    icon.setAttribute('href', /** @type {HTMLLinkElement} */ (icon).href);
}
