// @ts-check
// The header of the API's page, which the server renders: the same as on the dashboard's pages.
import { get } from './api.js';
import { headerBar } from './parts/header.js';
import { palette, listenForShortcuts } from './parts/palette.js';

const openPalette = () => palette((path) => location.assign(path));
const show = (me) =>
  document.getElementById('top').replaceChildren(headerBar(me, openPalette, null));

listenForShortcuts(openPalette);
show({ access: false });
get('/me').then((me) => me.access && show(me), () => {});
