package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Normalisation.BatchNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batch normalisation per channel: `y = scale (x - mean) / sqrt(variance + epsilon) + offset`,
/// over all rows and pixels of a part of the minibatch in training, with the running statistics in
/// evaluations. In training `(x - mean) / sqrt(variance + epsilon)` overwrites `x`.
final class BatchNormStage implements Stage {

    private static final int PANEL = Matrix.PANEL;

    private final BatchNorm norm;
    private final ParameterLayout.Block block;
    private final float[] parameters;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int lanes;

    /// Running means, then variances, `[2][lanes]`, for evaluations.
    private final float[] running;

    /// For each part, in training: means and variances `[2][lanes]`, and the sums over the part of
    /// `dy xhat` and of `dy`.
    private final @Nullable Moments[] moments;

    private record Moments(double[] means, double[] variances, double[] scales, double[] offsets) {}

    /// @param running `[2][lanes]`
    /// @param parts of a minibatch; 0 for evaluations
    BatchNormStage(
            BatchNorm norm,
            ParameterLayout.Block block,
            float[] parameters,
            float[] running,
            int parts,
            ValuesAndGradient in,
            ValuesAndGradient out) {
        this.norm = norm;
        this.block = block;
        this.parameters = parameters;
        this.running = running;
        this.in = in;
        this.out = out;
        this.lanes = Matrix.padded(block.outputs());
        this.moments = new Moments[parts];
        for (int part = 0; part < parts; part++) {
            moments[part] =
                    new Moments(
                            new double[lanes],
                            new double[lanes],
                            new double[lanes],
                            new double[lanes]);
        }
    }

    @Override
    public void forward(int part, int from, int to) {
        if (moments.length == 0) {
            normaliseByRunningStatistics(from, to);
            return;
        }
        Moments own = of(part);
        Volume x = in.values();
        double count = count(from, to);
        sum(x, null, null, from, to, own.means());
        divide(own.means(), count);
        sum(x, x, own.means(), from, to, own.variances());
        divide(own.variances(), count);
        float[] shift = new float[lanes];
        float[] factor = new float[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            shift[lane] = (float) own.means()[lane];
            factor[lane] = inverse(own.variances()[lane]);
        }
        transform(x, x, shift, factor, new float[lanes], from, to);
        normalised(x, from, to);
    }

    /// The gradient with respect to `x` is `scale / (n deviation) (n dy - sum of dy - xhat sum of
    /// dy xhat)`.
    @Override
    public void backward(int part, int from, int to) {
        Moments own = of(part);
        Volume xhat = in.values();
        Volume delta = out.gradient();
        sum(delta, null, null, from, to, own.offsets());
        sum(delta, xhat, null, from, to, own.scales());
        float count = (float) count(from, to);
        float[] factor = new float[lanes];
        float[] mean = new float[lanes];
        float[] slope = new float[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            factor[lane] = parameters[block.scales() + lane] * inverse(own.variances()[lane]);
            mean[lane] = (float) own.offsets()[lane] / count;
            slope[lane] = (float) own.scales()[lane] / count;
        }
        float[] dx = in.gradient().data;
        for (int row = from; row < to; row++) {
            for (int first = 0; first < lanes; first += PANEL) {
                for (int y = 0; y < xhat.shape.height(); y++) {
                    int line = xhat.at(row, y, 0) + first / PANEL * xhat.panel;
                    int end = line + xhat.shape.width() * PANEL;
                    for (int at = line; at < end; at += PANEL) {
                        for (int j = 0; j < PANEL; j++) {
                            float centred = delta.data[at + j] - mean[first + j];
                            float along = xhat.data[at + j] * slope[first + j];
                            dx[at + j] = factor[first + j] * (centred - along);
                        }
                    }
                }
            }
        }
    }

    @Override
    public List<ParameterSlice> slices() {
        if (moments.length == 0) {
            return List.of();
        }
        List<ParameterSlice> slices = new ArrayList<>();
        slices.add(new Sums(block.offsets(), false));
        slices.add(new Sums(block.scales(), true));
        return slices;
    }

    /// Updates the running statistics with the mean over the parts, weighted by their rows. The
    /// variances are sample variances: n / (n - 1) times the population variances.
    void updateRunningStatistics(BatchParts parts) {
        for (int lane = 0; lane < lanes; lane++) {
            double mean = 0;
            double variance = 0;
            for (int part = 0; part < parts.count(); part++) {
                double n = count(parts.from(part), parts.to(part));
                double weight = (double) (parts.to(part) - parts.from(part)) / parts.rows();
                mean += weight * of(part).means()[lane];
                variance += weight * of(part).variances()[lane] * (n > 1 ? n / (n - 1) : 1);
            }
            running[lane] = keep(running[lane], mean);
            running[lanes + lane] = keep(running[lanes + lane], variance);
        }
    }

    private float keep(float before, double now) {
        return (float) (norm.momentum() * before + (1 - norm.momentum()) * now);
    }

    private void normaliseByRunningStatistics(int from, int to) {
        float[] factor = new float[lanes];
        float[] offset = new float[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            factor[lane] = inverse(running[lanes + lane]) * parameters[block.scales() + lane];
            offset[lane] = parameters[block.offsets() + lane];
        }
        transform(in.values(), out.values(), running, factor, offset, from, to);
    }

    private void normalised(Volume xhat, int from, int to) {
        float[] factor = new float[lanes];
        float[] offset = new float[lanes];
        System.arraycopy(parameters, block.scales(), factor, 0, lanes);
        System.arraycopy(parameters, block.offsets(), offset, 0, lanes);
        transform(xhat, out.values(), new float[lanes], factor, offset, from, to);
    }

    /// `target = (source - shift) factor + offset`.
    private void transform(
            Volume source,
            Volume target,
            float[] shift,
            float[] factor,
            float[] offset,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            for (int first = 0; first < lanes; first += PANEL) {
                for (int y = 0; y < source.shape.height(); y++) {
                    int line = source.at(row, y, 0) + first / PANEL * source.panel;
                    int end = line + source.shape.width() * PANEL;
                    for (int at = line; at < end; at += PANEL) {
                        for (int j = 0; j < PANEL; j++) {
                            float centred = source.data[at + j] - shift[first + j];
                            target.data[at + j] = centred * factor[first + j] + offset[first + j];
                        }
                    }
                }
            }
        }
    }

    /// Per lane the sum of `a`; of `a b` if `b` is given; of `(a - centre)^2` if `centre` is given.
    /// Sums in float along a line, in double over lines and rows.
    private void sum(
            Volume a,
            @Nullable Volume b,
            double @Nullable [] centre,
            int from,
            int to,
            double[] sums) {
        Arrays.fill(sums, 0);
        float[] line = new float[PANEL];
        float[] shift = new float[lanes];
        for (int lane = 0; centre != null && lane < lanes; lane++) {
            shift[lane] = (float) centre[lane];
        }
        for (int row = from; row < to; row++) {
            for (int first = 0; first < lanes; first += PANEL) {
                for (int y = 0; y < a.shape.height(); y++) {
                    Arrays.fill(line, 0);
                    int start = a.at(row, y, 0) + first / PANEL * a.panel;
                    int end = start + a.shape.width() * PANEL;
                    for (int at = start; at < end; at += PANEL) {
                        addPixel(a.data, b == null ? null : b.data, shift, first, at, line);
                    }
                    for (int j = 0; j < PANEL; j++) {
                        sums[first + j] += line[j];
                    }
                }
            }
        }
    }

    private static void addPixel(
            float[] a, float @Nullable [] b, float[] shift, int first, int at, float[] line) {
        if (b == null) {
            for (int j = 0; j < PANEL; j++) {
                line[j] += a[at + j];
            }
        } else {
            for (int j = 0; j < PANEL; j++) {
                float centre = shift[first + j];
                line[j] += (a[at + j] - centre) * (b[at + j] - centre);
            }
        }
    }

    private float inverse(double variance) {
        return (float) (1 / Math.sqrt(variance + norm.epsilon()));
    }

    private double count(int from, int to) {
        return (double) (to - from) * in.values().shape.height() * in.values().shape.width();
    }

    private static void divide(double[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
    }

    private Moments of(int part) {
        Moments own = moments[part];
        if (own == null) {
            throw new IllegalArgumentException(
                    "this stage is for evaluations: it has no part " + part);
        }
        return own;
    }

    /// The slice of the scales or of the offsets: their gradients are sums over all parts.
    private final class Sums implements ParameterSlice {
        private final int[] starts;
        private final boolean scales;

        Sums(int start, boolean scales) {
            this.starts = new int[] {start};
            this.scales = scales;
        }

        @Override
        public int[] starts() {
            return starts;
        }

        @Override
        public int length() {
            return lanes;
        }

        @Override
        public boolean isDecayed() {
            return false;
        }

        @Override
        public void differentiate(float[] gradient, int from, int to) {
            for (int lane = 0; lane < lanes; lane++) {
                double sum = 0;
                for (int part = 0; part < moments.length; part++) {
                    sum += scales ? of(part).scales()[lane] : of(part).offsets()[lane];
                }
                gradient[starts[0] + lane] = (float) sum;
            }
        }
    }
}
