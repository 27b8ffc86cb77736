// @ts-check
import { h, refill } from '../dom.js';
import { get, link, heldAt } from '../api.js';
import { go } from '../router.js';
import { when } from '../parts/common.js';
import { difference, pageOf } from '../parts/difference.js';
import { proofs } from '../parts/proofs.js';
import { timeSlider } from '../parts/time-slider.js';

const FILTERS = ['stream', 'type', 'actor', 'from', 'to'];

/** Every event of the log, newest first; filters and page are in the URL. */
export async function audit(container) {
  const query = new URLSearchParams(location.search);
  const chosen = Object.fromEntries([...FILTERS, 'before'].map((k) => [k, query.get(k)]).filter(([, v]) => v));
  const [{ types }, head] = await Promise.all([get('/events/types'), get('/head')]);
  const list = h('div', {});
  container.append(
    h('div.head', {},
      h('div', {},
        h('h1', {}, 'Audit'),
        h('p.quiet', {},
          'All events, in the order in which they were recorded. ',
          h('span.mono', {}, './tunebook verify'),
          ' verifies that none was changed.'))),
    h('div.twos', {},
      h('section', {}, proofs(head.live)),
      h('section', {},
        h('h2', {}, 'Go back in time'),
        h('p.quiet.small', {},
          'Every page then shows the state at that event, with a notice.'),
        timeSlider(head.live))),
    h('section', {}, difference(head.live)),
    h('section', {}, h('h2', {}, 'Events'), filters(chosen, types), list)
  );

  async function refresh() {
    const page = await get('/events', chosen);
    refill(list,
      page.events.length ? rows(page.events) : h('p.state', {}, 'No event matches these filters.'),
      h('p.buttons', {},
        chosen.before ? h('a.button', { href: link('/audit', { ...chosen, before: null }) }, 'Newest') : null,
        page.next
          ? h('a.button', { href: link('/audit', { ...chosen, before: page.next }) }, 'Older')
          : null));
  }
  await refresh();
  return { refresh, touches: () => !chosen.before };
}

function filters(chosen, types) {
  function submit(event) {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(event.target)].filter(([, v]) => v));
    const at = fields.at ?? null;
    delete fields.at;
    const held = new URLSearchParams(location.search);
    for (const k of ['since', 'until']) if (held.get(k)) fields[k] = held.get(k);
    go(link('/audit', { ...fields, at }));
  }
  const text = (name, label, hint) =>
    h('label', {}, label, h('input', { name, value: chosen[name] ?? '', placeholder: hint }));
  return h('form.filters', {
    role: 'search',
    'data-key': 'filters',
    onsubmit: submit,
    'aria-label': 'Filter the events',
  },
    text('stream', 'Stream', 'round/digits-r1'),
    h('label', {},
      'Type',
      h('select', { name: 'type' },
        h('option', { value: '' }, 'all'),
        types.map((t) => h('option', { value: t, selected: t === chosen.type }, t)))),
    text('actor', 'Actor', 'a name'),
    text('from', 'From', '2026-01-31T00:00:00Z'),
    text('to', 'To (exclusive)', '2026-02-01T00:00:00Z'),
    h('label', {},
      'As of event',
      h('input', { name: 'at', type: 'number', min: 0, value: heldAt() ?? '', placeholder: 'now' })),
    h('div.buttons', {}, h('button', { type: 'submit' }, 'Show')));
}

function rows(events) {
  return h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': 'Events' },
    h('table', {},
      h('thead', {},
        h('tr', {},
          h('th.num', { scope: 'col' }, 'Event'),
          ['Time', 'Actor', 'Type', 'Stream', 'Summary', 'Hash'].map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {},
        events.map((e) =>
          h('tr', { 'data-testid': 'event-row', 'data-position': e.position, 'data-type': e.type },
            h('td.num', {},
              h('a', { href: link(pageOf(e.stream), { at: e.position }), title: 'The state at this event' },
                e.position.toLocaleString('en'))),
            h('td.nowrap', {}, when(e.recordedAt)),
            h('td', {}, e.actor),
            h('td.nowrap', {}, e.type),
            h('td.nowrap', {}, h('a', { href: link('/audit', { stream: e.stream }) }, e.stream)),
            h('td', {},
              e.summary.length > 160 ? `${e.summary.slice(0, 160)} …` : e.summary,
              e.payload
                ? h('details', { 'data-key': `payload ${e.position}` },
                    h('summary', {}, 'Payload'),
                    h('pre.mono', {}, JSON.stringify(e.payload, null, 1)))
                : null),
            h('td.mono.nowrap', { title: e.hash }, e.hash.slice(0, 8)))
        ))));
}
