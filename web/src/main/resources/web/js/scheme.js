// @ts-check
const KEY = 'tunebook.theme';
const SYSTEM = matchMedia('(prefers-color-scheme: dark)');
const CHANGED = 'tunebook:scheme';

/** The themes that a person can choose; `system` follows the operating system. */
export const THEMES = ['system', 'light', 'dark'];

/** The chosen theme. */
export function chosenTheme() {
  return document.documentElement.dataset.theme ?? 'system';
}

/** Whether the page is dark now. */
export function isDark() {
  const chosen = chosenTheme();
  return chosen === 'system' ? SYSTEM.matches : chosen === 'dark';
}

/** Applies and remembers a theme, in all open pages. */
export function chooseTheme(theme) {
  localStorage.setItem(KEY, theme);
  apply(theme);
}

/** Calls the listener when the page becomes light or dark. */
export function onScheme(listener) {
  addEventListener(CHANGED, listener);
}

export function offScheme(listener) {
  removeEventListener(CHANGED, listener);
}

function apply(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  dispatchEvent(new CustomEvent(CHANGED));
}

SYSTEM.addEventListener('change', () => dispatchEvent(new CustomEvent(CHANGED)));
addEventListener('storage', ({ key, newValue }) => key === KEY && apply(newValue));
