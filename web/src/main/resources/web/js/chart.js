import * as echarts from '/static/vendor/echarts.esm.min.js';
import { theme } from './charts/theme.js';
import { h } from './dom.js';
import { go } from './router.js';
import { link } from './api.js';

const SCHEME = matchMedia('(prefers-color-scheme: dark)');

/** The one element that owns ECharts: give it `draw`, a function from a theme to an option. */
class Chart extends HTMLElement {
  #chart = null;
  #draw = null;
  #resize = new ResizeObserver(() => this.#chart?.resize());
  #redraw = () => this.#render();

  set draw(draw) {
    this.#draw = draw;
    if (this.isConnected) this.#render();
  }

  connectedCallback() {
    // After its parent has laid it out: ECharts needs a size.
    requestAnimationFrame(() => this.#start());
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    SCHEME.removeEventListener('change', this.#redraw);
    this.#chart?.dispose();
    this.#chart = null;
  }

  #start() {
    if (!this.isConnected || this.#chart) return;
    this.#chart = echarts.init(this, null, { renderer: 'canvas' });
    this.#chart.on('click', ({ data }) => data?.trial && go(link(`/trials/${data.trial}`)));
    this.#resize.observe(this);
    SCHEME.addEventListener('change', this.#redraw);
    this.#render();
  }

  #render() {
    if (this.#chart && this.#draw) {
      this.#chart.setOption(this.#draw(theme(this.parentElement)), { notMerge: true });
      this.dataset.drawn = 'true';
    }
  }
}

customElements.define('tb-chart', Chart);

/**
 * A chart with its caption and its twin: the same facts as a table.
 * @param {(theme: object) => object} draw
 * @param {any} caption
 * @param {{head: string[], rows: any[][]}} twin
 */
export function figure(draw, caption, twin, { tall = false, name, ...attributes } = {}) {
  const chart = h(tall ? 'tb-chart.tall' : 'tb-chart', { role: 'img', 'aria-label': name });
  chart.draw = draw;
  return h('figure', attributes, chart, h('figcaption', {}, caption), twinTable(twin, name));
}

function twinTable({ head, rows }, name) {
  return h('details.twin', { 'data-key': `twin ${name}` },
    h('summary', {}, 'As a table'),
    h('table', {},
      h('thead', {}, h('tr', {}, head.map((c) => h('th', { scope: 'col' }, c)))),
      h('tbody', {}, rows.map((r) => h('tr', {}, r.map((c) => h('td.num', {}, c)))))));
}
