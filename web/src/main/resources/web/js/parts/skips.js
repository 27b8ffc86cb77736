// @ts-check
import { h } from '../dom.js';
import { jumpTo } from './commands.js';

const TARGETS = [
  { id: 'main', text: 'Skip to the page' },
  { id: 'decide', text: 'Skip to the decision' },
  { id: 'checklist', text: 'Skip to the checklist' },
];

/** Keeps the skip links those of the parts that the page has. */
export function skipLinks() {
  const place = document.getElementById('skips');
  let shown = '';
  const refill = () => {
    const present = TARGETS.filter((t) => document.getElementById(t.id));
    const key = present.map((t) => t.id).join();
    if (key === shown || place.contains(document.activeElement)) return;
    shown = key;
    place.replaceChildren(...present.map(skip));
  };
  new MutationObserver(refill).observe(document.getElementById('main'), { childList: true, subtree: true });
  refill();
}

function skip({ id, text }) {
  return h('a.skip', {
    href: `#${id}`,
    onclick: (e) => {
      e.preventDefault();
      jumpTo(document.getElementById(id));
    },
  },
    text);
}
