// @ts-check
// Applies the remembered theme before the style sheets are read, so that no page flashes. A classic script: a module
// would run after the first paint.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem('tunebook.theme');
  } catch {
    // Storage is disabled: the system's scheme applies.
  }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
