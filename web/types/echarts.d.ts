/** The part of ECharts that js/chart.js uses; the server has the file beside the folder of the modules. */
declare module '*/vendor/echarts.esm.min.js' {
  export function init(element: HTMLElement | null, theme: null, options: object): any;
  export function connect(group: string): void;
}
