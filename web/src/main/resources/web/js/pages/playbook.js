import { h } from '../dom.js';
import { get } from '../api.js';

/** The rules of the method, in our words. */
export async function playbook(container) {
  const { rules } = await get('/playbook');
  const sections = [...new Set(rules.map((r) => r.section))];
  container.append(
    h('div.head', {}, h('div', {}, h('h1', {}, 'The playbook'),
      h('p.quiet', {}, 'The rules that Tunebook carries out, told in our own words after the Deep Learning Tuning Playbook of Godbole, Dahl, Gilmer, Shallue and Nado. A star marks the heart of the method.'))),
    ...sections.map((s) => h('section', {}, h('h2', {}, s), h('ul.plain.rules', {}, rules.filter((r) => r.section === s).map((r) => h('li', { id: r.id }, h('span.mono', {}, r.id, r.heart ? ' ★' : ''), h('span', {}, r.text)))))));
  return {};
}
