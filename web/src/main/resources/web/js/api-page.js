// @ts-check
// The header of the API's page, which the server renders: the same as on the dashboard's pages.
import { get } from './api.js';
import { h } from './dom.js';
import { follow } from './live.js';
import { headerBar } from './parts/header.js';
import { palette, listenForShortcuts } from './parts/palette.js';

const openPalette = () => palette((path) => location.assign(path));
const live = h('span.live', { 'data-testid': 'live-position', 'data-state': 'live', role: 'status' }, 'connecting …');
const show = (me) =>
  document.getElementById('top').replaceChildren(headerBar(me, openPalette, live));

listenForShortcuts(openPalette);
show({ access: false });
get('/me').then((me) => me.access && show(me), () => {});
follow({
  onEvent() {},
  onState(state) {
    live.dataset.state = state;
    if (state === 'reconnecting') live.textContent = 'reconnecting …';
  },
  onPosition(position) {
    live.textContent = `live · event ${position.toLocaleString('en')}`;
  },
});
