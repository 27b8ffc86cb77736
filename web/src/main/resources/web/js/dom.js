/**
 * Makes an element. User-written text only ever arrives here as text nodes.
 * @param {string} tag  name, with classes after dots: 'p.quiet.small'
 * @param {Object<string, any>} [attributes]  `on…` are listeners; null and false are left out
 * @param {...any} children  nodes, texts, numbers, arrays; null and false are left out
 * @returns {HTMLElement}
 */
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== 'string') element[key] = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.flat(4).filter((c) => c != null && c !== false).map((c) => (c instanceof Node ? c : String(c))));
  return element;
}

/** Puts new children into a container and keeps what a person has typed there, focus and caret included. */
export function refill(container, ...children) {
  const kept = new Map();
  for (const field of container.querySelectorAll('[name]')) {
    const key = fieldKey(field);
    if (field.type === 'radio' || field.type === 'checkbox') kept.set(key, field.checked);
    else kept.set(key, field.value);
  }
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const activeKey = active?.name ? fieldKey(active) : null;
  const caret = active && 'selectionStart' in active ? [active.selectionStart, active.selectionEnd] : null;
  const opened = [...container.querySelectorAll('details[open][data-key]')].map((d) => d.dataset.key);
  container.replaceChildren(...children.flat(4).filter((c) => c != null && c !== false));
  for (const field of container.querySelectorAll('[name]')) {
    const key = fieldKey(field);
    if (!kept.has(key)) continue;
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = kept.get(key);
    else field.value = kept.get(key);
    if (key === activeKey) {
      field.focus({ preventScroll: true });
      if (caret && caret[0] != null) field.setSelectionRange(...caret);
    }
  }
  for (const details of container.querySelectorAll('details[data-key]')) {
    if (opened.includes(details.dataset.key)) details.open = true;
  }
}

function fieldKey(field) {
  const radio = field.type === 'radio' || field.type === 'checkbox';
  return `${field.form?.dataset.key ?? ''}/${field.name}${radio ? `=${field.value}` : ''}`;
}
