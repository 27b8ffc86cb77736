package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Layer;
import java.util.Arrays;

/// Max pooling or average pooling of each window, lane by lane. The gradient of a maximum goes to
/// the first of the window's largest pixels, that of an average to all pixels equally.
record PoolingStage(Layer.Pooling pooling, ValuesAndGradient in, ValuesAndGradient out)
        implements Stage {

    @Override
    public boolean isByImage() {
        return true;
    }

    @Override
    public void forward(int part, int from, int to) {
        boolean isMax = pooling.kind() == Layer.Pooling.Kind.MAX;
        Volume target = out.values();
        for (int index = from; index < to; index++) {
            for (int panel = 0; panel < target.panels; panel++) {
                for (int y = 0; y < target.shape.height(); y++) {
                    for (int x = 0; x < target.shape.width(); x++) {
                        if (isMax) {
                            maxPool(index, panel, y, x);
                        } else {
                            averagePool(index, panel, y, x);
                        }
                    }
                }
            }
        }
    }

    @Override
    public void backward(int part, int from, int to) {
        if (in.gradientOrNull() == null) {
            return;
        }
        boolean isMax = pooling.kind() == Layer.Pooling.Kind.MAX;
        Volume target = out.values();
        for (int index = from; index < to; index++) {
            for (int panel = 0; panel < target.panels; panel++) {
                clear(index, panel);
                for (int y = 0; y < target.shape.height(); y++) {
                    for (int x = 0; x < target.shape.width(); x++) {
                        if (isMax) {
                            maxPoolBackward(index, panel, y, x);
                        } else {
                            averagePoolBackward(index, panel, y, x);
                        }
                    }
                }
            }
        }
    }

    private void maxPool(int index, int panel, int y, int x) {
        float[] source = in.values().data;
        float[] target = out.values().data;
        int to = out.values().at(index, y, x) + panel * out.values().panel;
        int lanes = in.values().pixel;
        System.arraycopy(source, pixel(index, panel, y, x, 0), target, to, lanes);
        for (int place = 1; place < pixelsOfWindow(); place++) {
            int from = pixel(index, panel, y, x, place);
            for (int lane = 0; lane < lanes; lane++) {
                target[to + lane] = Math.max(target[to + lane], source[from + lane]);
            }
        }
    }

    private void averagePool(int index, int panel, int y, int x) {
        float[] source = in.values().data;
        float[] target = out.values().data;
        int to = out.values().at(index, y, x) + panel * out.values().panel;
        int lanes = in.values().pixel;
        Arrays.fill(target, to, to + lanes, 0f);
        for (int place = 0; place < pixelsOfWindow(); place++) {
            add(source, pixel(index, panel, y, x, place), target, to, lanes);
        }
        float share = 1f / pixelsOfWindow();
        for (int lane = to; lane < to + lanes; lane++) {
            target[lane] *= share;
        }
    }

    private static void add(float[] source, int from, float[] target, int to, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            target[to + lane] += source[from + lane];
        }
    }

    /// Each lane's gradient goes to the first pixel with the maximum; the remaining gradient is
    /// then 0.
    private void maxPoolBackward(int index, int panel, int y, int x) {
        float[] values = in.values().data;
        float[] largest = out.values().data;
        float[] given = out.gradient().data;
        float[] delta = in.gradient().data;
        int to = out.values().at(index, y, x) + panel * out.values().panel;
        int lanes = in.values().pixel;
        for (int place = 0; place < pixelsOfWindow(); place++) {
            int from = pixel(index, panel, y, x, place);
            for (int lane = 0; lane < lanes; lane++) {
                boolean found = values[from + lane] == largest[to + lane];
                delta[from + lane] = found ? given[to + lane] : 0f;
                given[to + lane] = found ? 0f : given[to + lane];
            }
        }
    }

    private void averagePoolBackward(int index, int panel, int y, int x) {
        float[] delta = in.gradient().data;
        float[] given = out.gradient().data;
        int from = out.values().at(index, y, x) + panel * out.values().panel;
        float share = 1f / pixelsOfWindow();
        for (int place = 0; place < pixelsOfWindow(); place++) {
            int to = pixel(index, panel, y, x, place);
            for (int lane = 0; lane < in.values().pixel; lane++) {
                delta[to + lane] = given[from + lane] * share;
            }
        }
    }

    /// Pixels beyond the last whole window do not contribute to the loss.
    private void clear(int index, int panel) {
        Volume delta = in.gradient();
        if (delta.shape.height() % pooling.window() == 0
                && delta.shape.width() % pooling.window() == 0) {
            return;
        }
        int length = delta.shape.width() * delta.pixel;
        for (int y = 0; y < delta.shape.height(); y++) {
            int line = delta.at(index, y, 0) + panel * delta.panel;
            Arrays.fill(delta.data, line, line + length, 0f);
        }
    }

    private int pixelsOfWindow() {
        return pooling.window() * pooling.window();
    }

    private int pixel(int index, int panel, int y, int x, int place) {
        int window = pooling.window();
        int at = in.values().at(index, y * window + place / window, x * window + place % window);
        return at + panel * in.values().panel;
    }
}
