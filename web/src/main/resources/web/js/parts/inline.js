// @ts-check
import { h } from '../dom.js';

const MARKS = /`([^`]+)`|\*(?=\S)([^*]*[^*\s])\*(?![\w*])/g;

/**
 * A text of one line in Markdown, as nodes: code and emphasis, nothing else.
 * @param {string} text
 * @returns {(string | HTMLElement)[]}
 */
export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, code, emphasis] = match;
    nodes.push(text.slice(end, match.index), code == null ? h('em', {}, emphasis) : h('code', {}, code));
    end = match.index + whole.length;
  }
  return [...nodes, text.slice(end)];
}
