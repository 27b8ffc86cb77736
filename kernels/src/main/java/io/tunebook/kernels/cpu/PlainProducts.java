package io.tunebook.kernels.cpu;

/// The products as plain loops: the specification, and the implementation for JVMs without vectors.
final class PlainProducts implements Products {

    private static final int PANEL = Matrix.PANEL;

    @Override
    public void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int upTo = (rows + ROWS - 1) & -ROWS;
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < upTo; i++) {
                int to = cAt + i * PANEL + p * cPanel;
                System.arraycopy(s, sAt + i * sRow + p * sPanel, c, to, PANEL);
                for (int k = 0; k < length; k++) {
                    int at = aAt + starts[first + k / PANEL] + k % PANEL + i * PANEL;
                    addScaled(a[at], b, bAt + p * bPanel + k * PANEL, c, to);
                }
            }
        }
    }

    @Override
    public void threeTaps(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int upTo = (rows + ROWS - 1) & -ROWS;
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < upTo; i++) {
                int to = cAt + i * PANEL + p * cPanel;
                System.arraycopy(s, sAt + p * sPanel, c, to, PANEL);
                for (int k = 0; k < length; k++) {
                    int at = aAt + starts[k / PANEL] + k % PANEL + i * PANEL;
                    int row = bAt + p * bPanel + k * PANEL;
                    for (int t = 0; t < 3; t++) {
                        addScaled(a[at + t * PANEL], b, row + t * bTap, c, to);
                    }
                }
            }
        }
    }

    @Override
    public void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        for (int p = 0; p < panels; p++) {
            for (int i = 0; i < rows; i++) {
                int to = cAt + i * PANEL + p * cPanel;
                System.arraycopy(s, sAt + i * sRow + p * sPanel, c, to, PANEL);
                for (int r = 0; r < length; r++) {
                    addScaled(a[aAt + r * PANEL + i], b, bAt + p * bPanel + r * PANEL, c, to);
                }
            }
        }
    }

    @Override
    public void addRows(float[] values, int at, int panel, int panels, int length, float[] sums) {
        for (int p = 0; p < panels; p++) {
            for (int r = 0; r < length; r++) {
                for (int j = 0; j < PANEL; j++) {
                    sums[p * PANEL + j] += values[at + p * panel + r * PANEL + j];
                }
            }
        }
    }

    @Override
    public double squares(float[] values, int from, int to) {
        float[] sums = new float[CHAINS * PANEL];
        int whole = from + (to - from) / (CHAINS * PANEL) * (CHAINS * PANEL);
        for (int at = from; at < to; at += PANEL) {
            int chain = at < whole ? (at - from) % (CHAINS * PANEL) : 0;
            for (int j = 0; j < PANEL; j++) {
                sums[chain + j] = Math.fma(values[at + j], values[at + j], sums[chain + j]);
            }
        }
        double total = 0;
        for (int j = 0; j < PANEL; j++) {
            float pairs = sums[j] + sums[PANEL + j];
            total += pairs + (sums[2 * PANEL + j] + sums[3 * PANEL + j]);
        }
        return total;
    }

    @Override
    public float largest(float[] values, int at, int count) {
        float largest = values[at];
        for (int i = at + 1; i < at + count; i++) {
            largest = Math.max(largest, values[i]);
        }
        return largest;
    }

    @Override
    public void exponentials(float[] values, float shift, float[] results, int at) {
        for (int j = 0; j < PANEL; j++) {
            results[at + j] = Exponential.exp(values[at + j] - shift);
        }
    }

    @Override
    public void shares(float[] values, int at, int count, float sum, float target, float share) {
        for (int j = 0; j < PANEL; j++) {
            values[at + j] = j < count ? (values[at + j] / sum - target) * share : 0;
        }
    }

    @Override
    public void transpose(float[] from, int at, float[] to, int toAt) {
        for (int i = 0; i < PANEL; i++) {
            for (int j = 0; j < PANEL; j++) {
                to[toAt + j * PANEL + i] = from[at + i * PANEL + j];
            }
        }
    }

    @Override
    public void copyRows(
            float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(from, fromAt + i * fromStep, to, toAt + i * toStep, PANEL);
        }
    }

    @Override
    public void relu(float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] = Math.max(0f, values[i]);
        }
    }

    @Override
    public void reluGradient(float[] outputs, float[] gradient, int from, int to) {
        for (int i = from; i < to; i++) {
            gradient[i] = outputs[i] > 0 ? gradient[i] : 0f;
        }
    }

    @Override
    public void flush(float[] values, int from, int to, float smallest) {
        for (int at = from; at < to; at++) {
            if (Math.abs(values[at]) < smallest) {
                values[at] = 0;
            }
        }
    }

    @Override
    public String description() {
        return "plain loops";
    }

    /// `to[t + j] = from[f + j] * factor + to[t + j]` for the 16 columns of a panel.
    private static void addScaled(float factor, float[] from, int f, float[] to, int t) {
        for (int j = 0; j < PANEL; j++) {
            to[t + j] = Math.fma(factor, from[f + j], to[t + j]);
        }
    }
}
