// @ts-check

/**
 * Repeats work while an element is on the page and the page is visible, and does it at once when the page becomes
 * visible again. It ends when the element has left the page.
 * @param {HTMLElement} element  on the page before the first interval has passed
 * @param {() => Promise<number?>} work  returns the milliseconds to its next turn; null for none until `now`
 * @returns {() => Promise<void>} now: does the work, unless it is in progress
 */
export function whileShown(element, work) {
  let timer = 0;
  let busy = false;

  async function now() {
    if (busy) return;
    clearTimeout(timer);
    busy = true;
    const millis = await work().finally(() => (busy = false));
    if (millis != null) timer = setTimeout(turn, millis);
  }

  function turn() {
    if (!element.isConnected) document.removeEventListener('visibilitychange', turn);
    else if (!document.hidden) now();
  }

  document.addEventListener('visibilitychange', turn);
  return now;
}
