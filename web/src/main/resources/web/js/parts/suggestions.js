// @ts-check
import { h } from '../dom.js';

const MAX_SHOWN = 12;
let lists = 0;

/**
 * A list of completions under a text field: arrows choose, Enter or Tab takes one, Escape closes it.
 * @param {HTMLInputElement} field
 * @param {(text: string, caret: number) => {from: number, to: number, options: string[]}} complete
 * @returns {HTMLElement} the field with its list
 */
export function suggesting(field, complete) {
  const id = `suggestions-${++lists}`;
  const list = h('ul.suggestions', { role: 'listbox', id, 'aria-label': 'Completions', hidden: true });
  let offer = { from: 0, to: 0, options: [] };
  let active = -1;
  for (const [name, value] of Object.entries({
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-controls': id,
    'aria-expanded': 'false',
  }))
    field.setAttribute(name, value);

  function draw() {
    list.hidden = !offer.options.length;
    field.setAttribute('aria-expanded', String(!list.hidden));
    if (active >= 0) field.setAttribute('aria-activedescendant', `${id}-${active}`);
    else field.removeAttribute('aria-activedescendant');
    list.replaceChildren(
      ...offer.options.map((text, i) =>
        h('li', {
          role: 'option',
          id: `${id}-${i}`,
          'aria-selected': String(i === active),
          onmousedown: (e) => {
            e.preventDefault();
            take(text);
          },
        },
          text)
      )
    );
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  }

  function show() {
    const found = complete(field.value, field.selectionStart ?? field.value.length);
    const word = field.value.slice(found.from, found.to);
    offer = { ...found, options: found.options.filter((o) => o !== word).slice(0, MAX_SHOWN) };
    active = -1;
    draw();
  }

  function close() {
    offer = { from: 0, to: 0, options: [] };
    active = -1;
    draw();
  }

  function take(text) {
    const { from, to } = offer;
    field.value = field.value.slice(0, from) + text + field.value.slice(to);
    field.setSelectionRange(from + text.length, from + text.length);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  field.addEventListener('input', show);
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (e) => {
    const size = offer.options.length;
    if (!size) return;
    if (e.key === 'ArrowDown') active = (active + 1) % size;
    else if (e.key === 'ArrowUp') active = active > 0 ? active - 1 : size - 1;
    else if (e.key === 'Escape') {
      e.preventDefault();
      close();
      return;
    } else if ((e.key === 'Enter' || e.key === 'Tab') && active >= 0) {
      e.preventDefault();
      take(offer.options[active]);
      return;
    } else return;
    e.preventDefault();
    draw();
  });
  return h('span.suggesting', {}, field, list);
}
