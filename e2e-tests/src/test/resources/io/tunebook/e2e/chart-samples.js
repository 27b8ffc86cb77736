// One small hand-made option of every chart, and what it is made of.
import { axisPlot, sharedRange } from '/static/js/charts/axis-plot.js';
import { budgetChart } from '/static/js/charts/budget.js';
import { compareChart } from '/static/js/charts/compare.js';
import { contourChart } from '/static/js/charts/contour.js';
import { curvesChart, metricChart } from '/static/js/charts/curves.js';
import { rerunsChart, gainChart } from '/static/js/charts/gain.js';
import { histogramChart } from '/static/js/charts/histogram.js';
import { importanceChart } from '/static/js/charts/importance.js';
import { isolationPlot } from '/static/js/charts/isolation.js';
import { lineageChart } from '/static/js/charts/lineage.js';
import { parallelChart } from '/static/js/charts/parallel.js';
import { ratesChart, normsChart } from '/static/js/charts/stability.js';
import { throughputChart } from '/static/js/charts/throughput.js';

const TOKENS = ['paper', 'raised', 'ink', 'quiet', 'rule', 'grid', 'axis', 'accent', 'fine', 'look', 'trouble'];

/** A theme whose colours are named after its kind and their token: `light-ink`. */
export const themeOf = (kind) => ({
  ...Object.fromEntries(TOKENS.map((token) => [token, `${kind}-${token}`])),
  series: [1, 2, 3, 4, 5, 6].map((i) => `${kind}-series-${i}`),
  font: 'sans',
  dark: kind === 'dark',
});

export const error = { metric: 'validation/error', direction: 'MINIMIZE', unit: 'fraction' };
export const accuracy = { metric: 'validation/accuracy', direction: 'MAXIMIZE', unit: 'fraction' };
export const loss = { metric: 'validation/loss', direction: 'MINIMIZE', unit: 'none' };

const f = (...xs) => Float32Array.from(xs);
const trial = (name, number, x, y) => ({ trial: name, number, x, y, bestStep: 10 * number });

export const learningRate = {
  name: 'learning_rate',
  scale: 'log',
  low: 0.001,
  high: 1,
  top: ['a', 'b', 'c'],
  points: [
    trial('a', 0, 0.01, 0.02),
    trial('b', 1, 0.1, 0.03),
    trial('c', 2, 0.05, 0.04),
    trial('d', 3, 0.5, 0.05),
    trial('e', 4, 0.9, 0.9),
  ],
  infeasible: [{ trial: 'f', number: 5, x: 1, reason: 'the loss became NaN' }],
};
export const momentum = { name: 'momentum', scale: 'reverse-log', low: 0, high: 0.999 };
export const optimizer = { name: 'optimizer', scale: 'choice', values: ['sgd', 'adam'] };

export const budget = {
  points: [1, 2, 3, 4].map((n) => ({ budget: n, median: 0.1 / n, low: 0.08 / n, high: 0.12 / n })),
};

export const line = (name, y, more = {}) => ({
  name,
  trial: name,
  colour: 'of-the-line',
  kind: 'validation',
  steps: f(1, 2, 3),
  low: f(...y),
  high: f(...y),
  nans: f(0, 0, 0),
  bestStep: null,
  failed: false,
  toX: (step) => step,
  ...more,
});
export const view = {
  objective: error,
  x: 'step',
  logX: false,
  logY: false,
  smooth: 0,
  whole: false,
  extent: [1, 3],
};

export const places = [
  { trial: 'a', number: 0, x: 0.01, y: 0, value: 0.02 },
  { trial: 'b', number: 1, x: 0.1, y: 0.9, value: 0.03 },
  { trial: 'c', number: 2, x: 0.5, y: 0.99, value: 0.04 },
  { trial: 'd', number: 3, x: 0.9, y: 0.99, value: 0.5 },
  { trial: 'e', number: 4, x: 1, y: 0.999, value: null },
];

export const curve = (steps, values) => ({ steps: f(...steps), values: f(...values) });
export const curveLines = [
  {
    trial: 'a',
    label: 'adam',
    number: 0,
    best: true,
    bestStep: 20,
    colour: 'of-adam',
    validation: curve([10, 20, 30], [0.5, 0.03, 0.04]),
    training: curve([10, 20, 30], [0.4, 0.02, 0.01]),
  },
  {
    trial: 'b',
    label: 'sgd',
    number: 7,
    best: false,
    bestStep: 10,
    colour: 'of-sgd',
    validation: curve([10, 20, 30], [0.6, NaN, 0.2]),
    training: curve([], []),
  },
];

export const histogram = {
  bins: [
    { from: 0.1, to: 1, count: 3 },
    { from: 1, to: 10, count: 1200 },
  ],
  apart: 2,
  median: 3,
  ninetieth: 8,
};

export const importance = {
  single: [
    { parameters: ['learning_rate'], share: 0.6, deviation: 0.05, trials: 24 },
    { parameters: ['momentum[optimizer=sgd]'], share: 0.2, deviation: 0.02, trials: 24 },
  ],
  pairs: [
    { parameters: ['learning_rate', 'momentum[optimizer=sgd]'], share: 0.1, deviation: 0.01, trials: 24 },
    { parameters: ['learning_rate', 'seed'], share: 0.005, deviation: 0.001, trials: 24 },
  ],
};

export const isolation = {
  parameter: 'optimizer',
  points: [
    {
      value: 'sgd',
      trial: 'a',
      number: 0,
      trials: 12,
      y: 0.03,
      low: 0.03,
      high: 0.034,
      others: [
        { trial: 'c', number: 2, y: 0.035 },
        { trial: 'd', number: 3, y: 0.5 },
      ],
      reruns: [0.031, 0.032],
    },
    { value: 'adam', trial: 'b', number: 1, trials: 12, y: 0.04, low: null, high: null, others: [], reruns: [] },
  ],
};

export const reruns = {
  candidate: { values: [0.025, 0.027], mean: 0.026, deviation: 0.0014, infeasible: 0 },
  compared: { values: [0.03], mean: 0.03, deviation: null, infeasible: 1 },
  against: 'the baseline',
};

const launch = (id, decision, value, baseline, position, reverted = null) => ({
  id,
  roundNumber: position / 10,
  decision,
  value,
  baseline,
  gain: baseline == null ? null : baseline - value,
  position,
  reverted,
  candidateLabel: `candidate ${id}`,
});
export const launches = [
  launch('c', 'LAUNCH', 0.02, 0.03, 30, { position: 40 }),
  launch('b', 'HOLD', 0.025, 0.03, 20),
  launch('a', 'LAUNCH', 0.03, null, 10),
];

export const parallelTrials = [
  { trial: 'a', number: 0, value: 0.02, x: [0.01, 0.9, 'adam'] },
  { trial: 'b', number: 1, value: 0.03, x: [0.1, 0.99, 'sgd'] },
  { trial: 'c', number: 2, value: 0.9, x: [1, null, 'sgd'] },
];

export const probe = {
  rates: [
    { rate: 0.01, loss: 0.5, verdict: 'STABLE' },
    { rate: 0.1, loss: 0.2, verdict: 'STABLE' },
    { rate: 1, loss: 'NaN', verdict: 'DIVERGED' },
  ],
  best: 0.1,
  unstable: 1,
};
export const norms = { edges: [0.1, 1, 10], counts: [4, 6] };

export const sizes = {
  rows: [
    { batch: 16, throughput: 1000, secondsAStep: 0.016 },
    { batch: 32, throughput: 1900, secondsAStep: 0.0168 },
    { batch: 64, throughput: 2000, secondsAStep: 0.032 },
  ],
  saturation: 32,
};

const colour = 'of-the-study';
const colourOf = () => colour;
const range = sharedRange([learningRate], error);

/** By module: the options that it makes. */
export const options = {
  'axis-plot': [(t) => axisPlot(learningRate, { objective: error, range, colour }, t)],
  budget: [(t) => budgetChart(budget, error, colour, t)],
  compare: [
    (t) => compareChart([line('a', [0.5, 0.1, 0.2]), line('b', [0.4, NaN, 0.3], { nans: f(0, 1, 0) })], view, t),
    (t) => compareChart([line('a', [0.5, 0.1, 0.2])], { ...view, smooth: 0.6, logX: true, logY: true }, t),
  ],
  contour: [(t) => contourChart(learningRate, momentum, places, error, t)],
  curves: [
    (t) => curvesChart(curveLines, { objective: error }, t),
    (t) => metricChart('gradient/norm', curve([1, 2], [1, 100]), colour, t),
  ],
  gain: [
    (t) => rerunsChart(reruns, error, t),
    (t) => gainChart({ estimate: 0.004, low: 0.001, high: 0.007 }, error, t),
  ],
  histogram: [(t) => histogramChart(histogram, colour, t)],
  importance: [(t) => importanceChart(importance, t)],
  isolation: [(t) => isolationPlot(isolation, { objective: error, colourOf }, t)],
  lineage: [(t) => lineageChart(launches, error, t)],
  parallel: [(t) => parallelChart([learningRate, momentum, optimizer], parallelTrials, error, t)],
  stability: [(t) => ratesChart(probe, t), (t) => normsChart(norms, t)],
  throughput: [(t) => throughputChart(sizes, t)],
};

/** By module: the options of nothing. */
export const empty = {
  'axis-plot': [
    (t) =>
      axisPlot(
        { ...learningRate, points: [], infeasible: [], top: [] },
        { objective: error, range: sharedRange([], error), colour },
        t
      ),
  ],
  budget: [(t) => budgetChart({ points: [] }, error, colour, t)],
  compare: [(t) => compareChart([], view, t)],
  contour: [(t) => contourChart(learningRate, momentum, [], error, t)],
  curves: [
    (t) => curvesChart([], { objective: error }, t),
    (t) => metricChart('gradient/norm', curve([], []), colour, t),
  ],
  gain: [
    (t) =>
      rerunsChart(
        { candidate: { values: [], mean: null, deviation: null, infeasible: 2 }, compared: null, against: null },
        error,
        t
      ),
    (t) => gainChart({ estimate: 0, low: 0, high: 0 }, error, t),
  ],
  histogram: [(t) => histogramChart({ bins: [], apart: 0, median: NaN, ninetieth: NaN }, colour, t)],
  importance: [(t) => importanceChart({ single: [], pairs: [] }, t)],
  isolation: [(t) => isolationPlot({ points: [] }, { objective: error, colourOf }, t)],
  lineage: [(t) => lineageChart([], error, t)],
  parallel: [(t) => parallelChart([learningRate, momentum, optimizer], [], error, t)],
  stability: [
    (t) => ratesChart({ rates: [], best: null, unstable: null }, t),
    (t) => normsChart({ edges: [], counts: [] }, t),
  ],
  throughput: [(t) => throughputChart({ rows: [], saturation: null }, t)],
};
