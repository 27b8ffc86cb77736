// @ts-check
import { h } from '../dom.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago a time is, in one unit: 40 s ago, 5 min ago.
 * @param {number} seconds  less than 0 when the clocks of server and browser differ
 */
export function agoText(seconds) {
  if (seconds < 1) return 'now';
  if (seconds < 2 * MINUTE) return `${Math.floor(seconds)} s ago`;
  if (seconds < 2 * HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} days ago`;
}

/**
 * A time as how long ago it is; the title has the exact time.
 * @param {string} iso
 */
export function ago(iso) {
  return h('time.nowrap', { datetime: iso, title: iso }, agoText((Date.now() - Date.parse(iso)) / 1000));
}
