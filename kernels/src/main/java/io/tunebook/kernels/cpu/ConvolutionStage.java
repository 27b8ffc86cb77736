package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.List;

/// A convolution without a copy of its patches: for each line of the kernel one product, whose rows
/// are neighbouring pixels and so overlap.
///
/// On the way back the same is done with the weights turned over. For the gradient of the weights
/// an image and its deltas are read as one long row of pixels: the zeros of the deltas' border add
/// nothing.
final class ConvolutionStage implements Stage {

    private static final int PANEL = Matrix.PANEL;

    /// Pixels that are summed over before the next piece of the weights has its turn.
    private static final int BLOCK = 240;

    private final Products products;
    private final float[] parameters;
    private final ParameterLayout.Block block;
    private final Affine affine;
    private final Signal in;
    private final Signal out;
    private final int edge;
    private final int half;

    /// Pixels from an image's first to its last, with the borders between its lines.
    private final int pixels;

    ConvolutionStage(
            ParameterLayout.Block block,
            float[] parameters,
            Products products,
            Signal in,
            Signal out) {
        this.products = products;
        this.parameters = parameters;
        this.block = block;
        this.affine = new Affine(block, parameters, products, in.delta() != null);
        this.in = in;
        this.out = out;
        this.edge = block.taps().height();
        this.half = edge / 2;
        Volume z = out.values();
        int line = z.shape.width() + 2 * z.border;
        this.pixels = (z.shape.height() - 1) * line + z.shape.width();
    }

    @Override
    public void forward(int part, int from, int to) {
        float[] start = affine.start(parameters);
        Matrix weights = affine.weights;
        for (int image = from; image < to; image++) {
            for (int panel = 0; panel < weights.panels(); panel++) {
                convolve(
                        in.values(),
                        image,
                        weights.data,
                        weights.panelAt(panel),
                        block.run(),
                        start,
                        affine.startAt(panel),
                        out.values(),
                        panel * PANEL);
            }
        }
        out.values().clearBorder(from, to);
    }

    @Override
    public void backward(int part, int from, int to) {
        Volume target = in.delta();
        if (target == null) {
            return;
        }
        int run = edge * out.gradient().pixel;
        for (int image = from; image < to; image++) {
            for (int panel = 0; panel * PANEL < target.pixel; panel++) {
                convolve(
                        out.gradient(),
                        image,
                        affine.turned,
                        panel * affine.turnedRows * PANEL,
                        run,
                        Affine.zeros(),
                        0,
                        target,
                        panel * PANEL);
            }
        }
        target.clearBorder(from, to);
    }

    @Override
    public List<Slice> slices() {
        boolean whole = block.lanes() % PANEL != 0;
        return out.delta() == null
                ? List.of()
                : affine.slices(
                        whole ? affine.weights.paddedRows : PANEL,
                        whole ? this::sumLines : this::sum,
                        out.gradient(),
                        pixels);
    }

    /// 16 channels of one image.
    private void convolve(
            Volume a,
            int image,
            float[] b,
            int bAt,
            int run,
            float[] start,
            int startAt,
            Volume c,
            int panel) {
        for (int y = 0; y < c.shape.height(); y++) {
            int cAt = c.at(image, y, 0) + panel;
            for (int ky = 0; ky < edge; ky++) {
                boolean first = ky == 0;
                products.product(
                        a.data,
                        a.at(image, y + ky - half, -half),
                        a.pixel,
                        b,
                        bAt + ky * run * PANEL,
                        run,
                        first ? start : c.data,
                        first ? startAt : cAt,
                        first ? 0 : c.pixel,
                        c.data,
                        cAt,
                        c.pixel,
                        c.shape.width());
            }
        }
    }

    /// 16 rows of the weights: one tap and 16 of the channels that it reads.
    private void sum(int first, int count, float[] gradient, int rows) {
        int tap = first / block.lanes();
        add(
                tap / edge - half,
                tap % edge - half,
                first % block.lanes(),
                first,
                count,
                gradient,
                rows);
    }

    /// All rows of weights that read few channels, line after line of the kernel.
    private void sumLines(int first, int count, float[] gradient, int rows) {
        for (int ky = 0; ky < edge; ky++) {
            add(ky - half, -half, 0, ky * block.run(), block.run(), gradient, rows);
        }
        // What was summed up for rows that hold no weight.
        for (int panel = 0; panel < affine.weights.panels(); panel++) {
            int at = affine.weights.panelAt(panel);
            for (int row = 0; row < affine.weights.paddedRows; row++) {
                boolean weight = row < block.rows() && row % block.run() < edge * block.lanes();
                if (!weight) {
                    Arrays.fill(gradient, at + row * PANEL, at + (row + 1) * PANEL, 0f);
                }
            }
        }
    }

    private void add(int y, int x, int channel, int row, int count, float[] gradient, int rows) {
        Volume a = in.values();
        Volume delta = out.gradient();
        for (int image = 0; image < rows; image++) {
            for (int at = 0; at < pixels; at += BLOCK) {
                int length = Math.min(BLOCK, pixels - at);
                boolean first = image == 0 && at == 0;
                for (int panel = 0; panel < affine.weights.panels(); panel++) {
                    int to = affine.weights.panelAt(panel) + row * PANEL;
                    products.transposed(
                            a.data,
                            a.at(image, y, x) + at * a.pixel + channel,
                            a.pixel,
                            delta.data,
                            delta.at(image, 0, 0) + at * delta.pixel + panel * PANEL,
                            delta.pixel,
                            length,
                            first ? Affine.zeros() : gradient,
                            first ? 0 : to,
                            first ? 0 : PANEL,
                            gradient,
                            to,
                            count);
                }
            }
        }
    }
}
