// @ts-check
import { h, refill } from '../dom.js';

const AHEAD = '300px';

/**
 * A part of a page whose content is made when it is about to be scrolled into view, so that a long page opens as fast
 * as a short one. Its heading is there from the start.
 */
export class WhenSeen {
  #seen = false;
  /** @type {(() => any)?} */
  #make = null;
  #turn = 0;

  /** @param {string} heading */
  constructor(heading) {
    this.content = h('div.when-seen', {});
    this.element = h('div', {}, h('h2', {}, heading), this.content);
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        observer.disconnect();
        this.#seen = true;
        this.#draw();
      },
      { rootMargin: AHEAD }
    );
    observer.observe(this.element);
  }

  /**
   * Sets the content, and hides the part when there is none.
   * @param {(() => any)?} make  returns nodes, or a promise of them
   */
  set(make) {
    this.element.hidden = make == null;
    this.#make = make;
    if (this.#seen) this.#draw();
  }

  async #draw() {
    if (!this.#make) return;
    const mine = ++this.#turn;
    let content;
    try {
      content = await this.#make();
    } catch (e) {
      content = h('p.quiet', { role: 'alert' }, `Not loaded: ${e.message}`);
    }
    if (mine !== this.#turn) return;
    this.content.classList.remove('when-seen');
    refill(this.content, content);
  }
}
