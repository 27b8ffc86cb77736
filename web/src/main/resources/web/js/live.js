const AGAIN_MILLIS = 2000;

/**
 * Follows the log. The browser reconnects by itself and says with which event it stopped; where it has given
 * up, because somebody answered who is not the log, we ask again.
 * @param {{ onEvent: (notice: object) => void, onState: (state: 'live' | 'reconnecting') => void, onPosition: (n: number) => void }} listener
 */
export function follow({ onEvent, onState, onPosition }) {
  const source = new EventSource('/api/v1/events/stream');
  source.addEventListener('log', (message) => {
    const notice = JSON.parse(message.data);
    onPosition(notice.position);
    onEvent(notice);
  });
  source.addEventListener('caught-up', (message) => {
    onState('live');
    onPosition(JSON.parse(message.data).position);
  });
  source.addEventListener('error', () => {
    onState('reconnecting');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow({ onEvent, onState, onPosition }), AGAIN_MILLIS);
  });
}

/** Calls `work` at most once in `millis`, and once more after the last call. */
export function throttle(work, millis) {
  let waiting = null;
  let last = 0;
  return () => {
    if (waiting != null) return;
    waiting = setTimeout(() => {
      waiting = null;
      last = Date.now();
      work();
    }, Math.max(0, last + millis - Date.now()));
  };
}
