// @ts-check
import { h } from '../dom.js';
import { get, heldAt } from '../api.js';
import { when, timeText } from './common.js';
import { timeSlider, updateSlider } from './time-slider.js';

/**
 * The notice that a page shows the past, with a slider. While the slider has the focus it stays, at the
 * last event as well.
 * @param {HTMLElement} element
 */
export async function band(element) {
  const at = heldAt();
  const focused = element.contains(document.activeElement) && element.querySelector('.slider');
  if (at == null && !focused) {
    element.replaceChildren();
    return;
  }
  if (!element.querySelector('[data-testid=at-band]'))
    element.replaceChildren(
      h('span', { 'data-testid': 'at-band', role: 'status' }),
      h('a', { 'data-testid': 'back-to-live' }, 'Back to live')
    );
  const [notice, back] = element.children;
  const query = new URLSearchParams(location.search);
  query.delete('at');
  back.setAttribute('href', location.pathname + (query.size ? `?${query}` : '') + location.hash);
  back.toggleAttribute('hidden', at == null);
  notice.replaceChildren(words(at));
  try {
    const head = await get('/head');
    if (heldAt() !== at) return;
    const time = head.recordedAt ? timeText(head.recordedAt) : undefined;
    /** @type {HTMLElement?} */
    const slider = element.querySelector('.slider');
    if (slider) updateSlider(slider, head.live, time);
    else if (element.childNodes.length) element.append(timeSlider(head.live));
    notice.replaceChildren(
      `${words(String(head.position), at == null)} of ${head.live.toLocaleString('en')}`,
      ...(head.recordedAt ? [', ', when(head.recordedAt)] : [])
    );
  } catch (problem) {
    if (heldAt() !== at) return;
    element.querySelector('.slider')?.remove();
    notice.replaceChildren(problem.message);
  }
}

function words(at, live = at == null) {
  const n = Number(at);
  if (live) return at == null ? 'Live' : `Live: event ${n.toLocaleString('en')}`;
  return Number.isFinite(n) ? `As of event ${n.toLocaleString('en')}` : `'${at}' is not a position of the log`;
}
