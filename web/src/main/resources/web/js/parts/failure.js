// @ts-check
import { h } from '../dom.js';
import { link, heldAt, Problem } from '../api.js';
import { here } from '../paths.js';
import { sentence } from '../format.js';

/** A page that could not be shown: why, and where to go from here. */
export function failure(problem) {
  if (!(problem instanceof Problem)) console.error(problem);
  const thisPage = (at) => link(here(), { ...Object.fromEntries(new URLSearchParams(location.search)), at });
  const created = problem.firstEvent;
  return h('div.state', { role: 'alert' },
    h('h1', {}, title(problem)),
    h('p', {}, title(problem) === NO_EVENT ? whichEvent() : sentence(problem.message)),
    h('ul.plain', {},
      created == null
        ? null
        : h('li', {},
            h('a', { href: thisPage(String(created)), 'data-testid': 'first-event' },
              `This page at event ${created.toLocaleString('en')}`)),
      heldAt() == null
        ? null
        : h('li', {}, h('a', { href: thisPage(null), 'data-testid': 'show-live' }, 'This page now, live')),
      h('li', {}, h('a', { href: link('/', { at: null }) }, 'All projects')),
      h('li', {}, h('a', { href: link('/audit', { at: null }) }, 'Audit: decisions and events'))));
}

const NO_EVENT = 'Not an event';

function whichEvent() {
  return (
    `'${heldAt()}' in the address is not the number of an event. ` +
    'Enter an integer, such as ?at=100, or choose an event in the audit.'
  );
}

function title(problem) {
  if (problem.firstEvent != null) return 'Not yet';
  const at = heldAt();
  if (at != null && /^'at' /.test(problem.message)) return NO_EVENT;
  if (at != null && (problem.status === 400 || /^there is no event/.test(problem.message))) return 'No such event';
  return problem.status === 404 ? 'Not found' : 'This page could not be shown';
}
