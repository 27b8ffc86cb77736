// @ts-check
import * as echarts from '../vendor/echarts.esm.min.js';
import { theme } from './charts/theme.js';
import { BUNDLE, trace } from './charts/bundle.js';
import { h } from './dom.js';
import { go } from './router.js';
import { link } from './api.js';
import { save, csv } from './save.js';
import { onScheme, offScheme } from './scheme.js';
import { selection, select, onSelection, emphasised, hasTrials } from './selection.js';

const PRINT = 2;

echarts.graphic.registerShape(
  BUNDLE,
  echarts.graphic.extendShape({
    shape: { curves: [], x: { scale: 1, shift: 0 }, y: { scale: 1, shift: 0 }, from: 0, to: 0 },
    buildPath: trace,
  })
);

/**
 * The values of x and y under the pointer, null when it is elsewhere.
 * @typedef {() => [number, number]?} Pointer
 * @typedef {(theme: import('./charts/theme.js').Theme, pointer?: Pointer) => import('./charts/theme.js').Option} Draw
 */

/**
 * The only element that uses ECharts: set `draw`, a function from a theme to an option. Dispatches
 * `tb-zoom` with `{ from, to }` when a person zooms or pans its x axis.
 */
export class Chart extends HTMLElement {
  #chart = null;
  /** @type {Draw?} */
  #draw = null;
  #resize = new ResizeObserver(() => this.#chart?.resize());
  #selectable = false;
  #redraw = () => this.#render({ notMerge: true });
  /** @type {[number, number]?} */
  #pointer = null;

  /** @param {Draw} draw */
  set draw(draw) {
    this.#draw = draw;
    if (this.isConnected) this.#render({ notMerge: true });
  }

  /**
   * Draws other series on the current axes, so that a drag in progress continues.
   * @param {Draw} draw
   */
  set series(draw) {
    this.#draw = draw;
    if (this.isConnected) this.#render({ replaceMerge: ['series'] }, ({ dataZoom, ...rest }) => rest);
  }

  connectedCallback() {
    // After the layout: ECharts needs a size.
    requestAnimationFrame(() => this.#start());
    onSelection(this, (source) => source !== this && this.#selectable && this.#redraw());
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    offScheme(this.#redraw);
    this.#chart?.dispose();
    this.#chart = null;
  }

  /** @returns {string} a PNG as a data URL, on the page's background */
  png() {
    return this.#chart.getDataURL({
      type: 'png',
      pixelRatio: PRINT,
      backgroundColor: theme(this.parentElement).paper,
    });
  }

  /** @returns {string} the chart as SVG text */
  svg() {
    const drawn = echarts.init(null, null, {
      renderer: 'svg',
      ssr: true,
      width: this.clientWidth,
      height: this.clientHeight,
    });
    const t = theme(this.parentElement);
    // The description needs an element, which the server renderer does not have.
    drawn.setOption({ backgroundColor: t.paper, ...this.#draw(t), aria: { enabled: false } });
    const text = drawn.renderToSVGString();
    drawn.dispose();
    return text;
  }

  #start() {
    if (!this.isConnected || this.#chart) return;
    this.#chart = echarts.init(this, null, { renderer: 'canvas' });
    this.#chart.on('click', ({ data }) => data?.trial && go(link(`/trials/${data.trial}`)));
    this.#chart.on('datazoom', () => this.#zoomed());
    this.#chart.on('axisareaselected', () => this.#brushed());
    // Before ECharts' own listeners, so that a tooltip knows where the pointer is.
    const zr = this.#chart.getZr();
    zr.on('mousemove', ({ offsetX, offsetY }) => (this.#pointer = [offsetX, offsetY]));
    zr.on('globalout', () => (this.#pointer = null));
    if (this.dataset.group) {
      this.#chart.group = this.dataset.group;
      echarts.connect(this.dataset.group);
    }
    this.#resize.observe(this);
    onScheme(this.#redraw);
    this.#render({ notMerge: true });
  }

  #zoomed() {
    // Not getOption(): it copies the data of all series, for every movement of a pan.
    const zoom = this.#chart.getModel().getComponent('dataZoom')?.option;
    if (zoom)
      this.dispatchEvent(
        new CustomEvent('tb-zoom', { bubbles: true, detail: { from: zoom.startValue, to: zoom.endValue } })
      );
  }

  /** Selects the trials within the brushed ranges of parallel coordinates. */
  #brushed() {
    const series = this.#chart.getModel().getSeriesByIndex(0);
    const data = this.#chart.getOption().series[0].data;
    const active = series.getRawIndicesByActiveState('active').map((i) => data[i].trial);
    select(active.filter(Boolean), this);
  }

  #render(how, only = (option) => option) {
    if (this.#chart && this.#draw) {
      const pointer = () => this.#pointer && this.#chart.convertFromPixel({ gridIndex: 0 }, this.#pointer);
      const option = this.#draw(theme(this.parentElement), pointer);
      this.#selectable = [option.series ?? []].flat().some(hasTrials);
      this.#chart.setOption(only(emphasised(option, this.#selectable ? selection() : new Set())), how);
      this.dataset.drawn = 'true';
    }
  }
}

customElements.define('tb-chart', Chart);

/**
 * A chart with its caption, the same data as a table, and downloads.
 * @param {Draw} draw
 * @param {any} caption
 * @param {{head: string[], rows: any[][] | (() => any[][])}} twin
 * @param {{name: string, tall?: boolean, group?: string, [attribute: string]: any}} more
 */
export function figure(draw, caption, twin, { tall = false, name, group, ...attributes }) {
  const chart = h(tall ? 'tb-chart.tall' : 'tb-chart', {
    role: 'img',
    'aria-label': name,
    'data-group': group,
  });
  chart.draw = draw;
  return h('figure', attributes, chart, h('figcaption', {}, caption), tools(chart, draw, twin, name));
}

function tools(chart, draw, twin, name) {
  const rows = () => (typeof twin.rows === 'function' ? twin.rows() : twin.rows);
  const file = name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  const body = h('tbody', {});
  const button = (text, what, act) =>
    h('button.link', { type: 'button', 'aria-label': `${what}: ${name}`, onclick: act }, text);
  return h('details.twin', {
    'data-key': `twin ${name}`,
    ontoggle: (e) =>
      e.target.open &&
      !body.childNodes.length &&
      body.append(...rows().map((r) => h('tr', {}, r.map((c) => h('td.num', {}, c))))),
  },
    h('summary', {}, 'Data · Enlarge · Download', h('span.visually-hidden', {}, `: ${name}`)),
    h('p.tools', {},
      button('Enlarge', 'Enlarge', () => enlarge(draw, name)),
      button('PNG', 'Save as PNG', () => save(`${file}.png`, chart.png())),
      button('SVG', 'Save as SVG', () =>
        save(`${file}.svg`, new Blob([chart.svg()], { type: 'image/svg+xml' }))
      ),
      button('CSV', 'Save as CSV', () =>
        save(`${file}.csv`, new Blob([csv([twin.head, ...rows()])], { type: 'text/csv' }))
      )),
    h('div.scroll', { tabindex: '0', role: 'region', 'aria-label': `${name}, as a table` },
      h('table', {}, h('thead', {}, h('tr', {}, twin.head.map((c) => h('th', { scope: 'col' }, c)))), body)));
}

/** The same chart over most of the screen; Escape closes it and restores the focus. */
function enlarge(draw, name) {
  const chart = h('tb-chart.large', { role: 'img', 'aria-label': name });
  chart.draw = draw;
  const dialog = h('dialog.enlarged', { 'aria-label': name, onclose: () => dialog.remove() },
    h('form', { method: 'dialog' }, h('strong', {}, name), h('button', { autofocus: true }, 'Close')),
    chart);
  document.body.append(dialog);
  dialog.showModal();
}
