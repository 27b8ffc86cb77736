// @ts-check
import { h } from '../dom.js';
import { heldAt } from '../api.js';
import { replace } from '../router.js';

const WAIT_MILLIS = 250;
const PAGES_OF_LOG = 10;

/** The position that the slider moves to, before the page follows. @type {number?} */
let wanted = null;
let waiting;

/**
 * A slider over the positions of the log, which shows this page and the pages linked from it at the
 * chosen position. Keys: arrows move by one event, Page Up and Page Down by a tenth of the log, Home
 * and End to its two ends.
 */
export function timeSlider(head, { label = 'Position in the log' } = {}) {
  const input = h('input', {
    type: 'range',
    min: '0',
    max: String(head),
    step: '1',
    value: String(wanted ?? heldAt() ?? head),
    name: 'position',
    'aria-label': label,
    'data-testid': 'time-slider',
    'data-keep-focus': 'time-slider',
    oninput: () => (wanted = Number(input.value)),
    onchange: () => follow(input, 0),
    onkeydown: pressed,
  });
  const shown = h('output.num', {});
  const slider = h('label.slider', {}, h('span.visually-hidden', {}, label), input, shown);
  input.addEventListener('input', () => describe(slider));
  describe(slider);
  return slider;
}

/**
 * Updates a slider that stays on the screen: the head, the position and its time.
 * @param {HTMLElement} slider
 * @param {number} head
 * @param {string} [time]
 */
export function updateSlider(slider, head, time) {
  const input = slider.querySelector('input');
  input.max = String(head);
  if (wanted == null) input.value = String(heldAt() ?? head);
  describe(slider, wanted == null ? time : undefined);
}

function describe(slider, time) {
  const input = slider.querySelector('input');
  const [position, head] = [Number(input.value), Number(input.max)];
  const words = position === 0 ? 'before the first event' : `event ${position.toLocaleString('en')}`;
  slider.querySelector('output').textContent = position.toLocaleString('en');
  input.setAttribute(
    'aria-valuetext',
    `${words} of ${head.toLocaleString('en')}${position === head ? ', live' : ''}${time ? `, ${time}` : ''}`
  );
}

function pressed(event) {
  const input = event.target;
  const [position, head] = [Number(input.value), Number(input.max)];
  const far = Math.max(1, Math.round(head / PAGES_OF_LOG));
  const next = {
    ArrowRight: position + 1,
    ArrowUp: position + 1,
    ArrowLeft: position - 1,
    ArrowDown: position - 1,
    PageUp: position + far,
    PageDown: position - far,
    Home: 0,
    End: head,
  }[event.key];
  if (next == null || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.value = String(Math.min(head, Math.max(0, next)));
  input.dispatchEvent(new Event('input', { bubbles: true }));
  // A held key moves the slider on; the page follows when it is released.
  follow(input, WAIT_MILLIS);
}

function follow(input, millis) {
  const head = Number(input.max);
  wanted = Number(input.value);
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const path = moment(wanted, head);
    wanted = null;
    if (heldAt() == null) history.pushState(null, '', location.href);
    replace(path, { keepPlace: true });
  }, millis);
}

/** This page as of a position; the last position is live. */
function moment(position, head) {
  const query = new URLSearchParams(location.search);
  if (position >= head) query.delete('at');
  else query.set('at', String(position));
  query.delete('before');
  return `${location.pathname}${query.size ? `?${query}` : ''}`;
}
