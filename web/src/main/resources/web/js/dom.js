// @ts-check
/**
 * @template {string} T  a name, with classes after dots
 * @typedef {T extends `${infer N}.${string}` ? Named<N> : Named<T>} Tagged
 */

/**
 * @template {string} N
 * @typedef {N extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[N] : HTMLElement} Named
 */

/**
 * Creates an element. Texts of users become text nodes only.
 * @template {string} T
 * @param {T} tag  name, with classes after dots: 'p.quiet.small'
 * @param {Object<string, any>} [attributes]  `on…` are listeners; null and false are omitted
 * @param {...any} children  nodes, texts, numbers, arrays; null and false are omitted
 * @returns {Tagged<T>}
 */
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  /** @type {any} */
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== 'string') element[key] = value;
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(
    ...children
      .flat(4)
      .filter((c) => c != null && c !== false)
      .map((c) => (c instanceof Node ? c : String(c)))
  );
  return element;
}

/**
 * Replaces the children of a container and keeps typed input, focus, caret and, of details with a data-key, whether
 * they are open.
 * @param {HTMLElement} container
 * @param {...any} children
 */
export function refill(container, ...children) {
  const inputs = new Map();
  for (const field of fieldsOf(container)) {
    const key = fieldKey(field);
    if (field.type === 'radio' || field.type === 'checkbox') inputs.set(key, field.checked);
    else inputs.set(key, field.value);
  }
  const active = container.contains(document.activeElement) ? asField(document.activeElement) : null;
  const activeKey = active?.name ? fieldKey(active) : null;
  const caret = active && 'selectionStart' in active ? [active.selectionStart, active.selectionEnd] : null;
  const opened = [...foldsOf(container)].filter((d) => d.open).map((d) => d.dataset.key);
  const control = activeKey ? null : controlInFold(container);
  container.replaceChildren(...children.flat(4).filter((c) => c != null && c !== false));
  for (const field of fieldsOf(container)) {
    const key = fieldKey(field);
    if (!inputs.has(key)) continue;
    if (field.type === 'radio' || field.type === 'checkbox') field.checked = inputs.get(key);
    else field.value = inputs.get(key);
    if (key === activeKey) {
      field.focus({ preventScroll: true });
      if (caret && caret[0] != null) field.setSelectionRange(caret[0], caret[1]);
    }
  }
  for (const details of foldsOf(container)) {
    if (opened.includes(details.dataset.key)) details.open = true;
    if (control?.key === details.dataset.key) controlsOf(details)[control.index]?.focus({ preventScroll: true });
  }
}

/** Which summary, link or button has the focus: the key of its details and its place there. */
function controlInFold(container) {
  const active = container.contains(document.activeElement) ? asField(document.activeElement) : null;
  /** @type {HTMLDetailsElement | null | undefined} */
  const details = active?.closest('details[data-key]');
  return details ? { key: details.dataset.key, index: controlsOf(details).indexOf(active) } : null;
}

/** @returns {HTMLElement[]} */
function controlsOf(details) {
  return [...details.querySelectorAll('summary, a[href], button')];
}

/** @returns {NodeListOf<HTMLInputElement>} inputs, selects and text areas */
function fieldsOf(container) {
  return container.querySelectorAll('[name]');
}

/** @returns {NodeListOf<HTMLDetailsElement>} */
function foldsOf(container) {
  return container.querySelectorAll('details[data-key]');
}

/**
 * @param {any} element
 * @returns {HTMLInputElement}
 */
function asField(element) {
  return element;
}

/** @param {HTMLInputElement} field */
function fieldKey(field) {
  const radio = field.type === 'radio' || field.type === 'checkbox';
  return `${field.form?.dataset.key ?? ''}/${field.name}${radio ? `=${field.value}` : ''}`;
}
