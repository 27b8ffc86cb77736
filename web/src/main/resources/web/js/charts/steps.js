// @ts-check
/**
 * A line that is horizontal up to the next point, and vertical there. It is drawn as a shape: ECharts' own line omits
 * segments of less than a pixel, so that small steps become slopes.
 * @param {string} name
 * @param {[number, number][]} points
 * @param {{stroke: string, lineWidth: number, lineDash?: number[] | null}} style
 * @param {number} z
 */
export function stepSeries(name, points, style, z) {
  return {
    type: 'custom',
    name,
    silent: true,
    clip: true,
    z,
    tooltip: { show: false },
    data: points,
    renderItem: ({ dataIndex }, api) =>
      dataIndex
        ? null
        : {
            type: 'polyline',
            shape: { points: corners(points).map((p) => api.coord(p)) },
            style: { ...style, fill: 'none' },
          },
  };
}

/**
 * The points of such a line, with its corners.
 * @param {[number, number][]} points
 * @returns {[number, number][]}
 */
export function corners(points) {
  return points.flatMap(([x, y], i) => (i ? [[x, points[i - 1][1]], [x, y]] : [[x, y]]));
}
