/** The part of ECharts that js/chart.js uses. */
export function init(element: HTMLElement | null, theme: null, options: object): any;
export function connect(group: string): void;
