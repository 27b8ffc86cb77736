// @ts-check

/**
 * A table that shows each row as a block of labelled lines on narrow screens.
 * @param {HTMLElement} scroll  the box of a table, as `table` makes it
 */
export function stacked(scroll) {
  const labels = [...scroll.querySelectorAll('thead th')].map((th) => th.textContent ?? '');
  for (const row of scroll.querySelectorAll('tbody tr')) {
    [...row.children].forEach((cell, i) => cell.setAttribute('data-label', labels[i] ?? ''));
  }
  scroll.classList.add('stacked');
  return scroll;
}
