/** The elements that the modules define. */
import type { Chart } from '../src/main/resources/web/js/chart.js';

declare global {
  interface HTMLElementTagNameMap {
    'tb-chart': Chart;
  }
}
