// @ts-check
const AGAIN_MILLIS = 2000;

/**
 * Follows the log while the page is seen. The browser reconnects by itself and says with which event it stopped;
 * where it has given up, because somebody answered who is not the log, we ask again. A browser keeps six connections
 * to a server, and pages that it has put aside keep theirs: so who is not looked at lets go of its own.
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
    const mine = new EventSource('/api/v1/events/stream');
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
