// @ts-check
import { pathTo } from './paths.js';

const AGAIN_MILLIS = 2000;

/**
 * Follows the log while the page is visible. The browser reconnects by itself and sends the last event that it got;
 * when it has given up after another answer than the stream, this module reconnects. A browser has six connections
 * to a server, shared with hidden pages: so a hidden page closes its connection.
 * @param {{
 *   onEvent: (notice: any) => void,
 *   onState: (state: 'live' | 'reconnecting') => void,
 *   onPosition: (n: number) => void,
 * }} listener
 */
export function follow({ onEvent, onState, onPosition }) {
  let source = null;

  function open() {
    if (source || document.hidden) return;
    const mine = new EventSource(pathTo('/api/v1/events/stream'));
    source = mine;
    mine.addEventListener('log', (message) => {
      const notice = JSON.parse(message.data);
      onPosition(notice.position);
      onEvent(notice);
    });
    mine.addEventListener('caught-up', (message) => {
      onState('live');
      onPosition(JSON.parse(message.data).position);
    });
    mine.addEventListener('error', () => {
      if (mine !== source) return;
      onState('reconnecting');
      if (mine.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, AGAIN_MILLIS);
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  open();
}

/** Calls `work` at most once in `millis`, and once more after the last call. */
export function throttle(work, millis) {
  let waiting = null;
  let last = 0;
  return () => {
    if (waiting != null) return;
    waiting = setTimeout(
      () => {
        waiting = null;
        last = Date.now();
        work();
      },
      Math.max(0, last + millis - Date.now())
    );
  };
}
