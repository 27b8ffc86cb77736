package io.tunebook.kernels.cpu;

import java.util.List;

/// Runs the stages of a network over rows of a minibatch.
///
/// The leading stages on images run over a few images at a time, whose values then stay in the L2
/// cache from stage to stage; the weights of such stages are few. The others run over all rows, for
/// each reading of their weights costs a trip through memory.
final class Pipeline {

    /// The floats of the images that are computed together: half of a usual L2 cache.
    private static final int FLOATS_TOGETHER = 1 << 18;

    private final List<Stage> stages;
    private final int leading;
    private final int together;

    /// @param leading stages on images that compute each row on its own
    /// @param floatsOfRow the values and gradients of a row of the leading stages
    Pipeline(List<Stage> stages, int leading, long floatsOfRow) {
        this.stages = stages;
        this.leading = leading;
        this.together = together(floatsOfRow);
    }

    /// The images that are computed together if each has some floats.
    static int together(long floatsOfImage) {
        return (int) Math.max(1, FLOATS_TOGETHER / Math.max(1, floatsOfImage));
    }

    void forward(int part, int from, int to) {
        for (int row = from; leading > 0 && row < to; row += together) {
            for (int s = 0; s < leading; s++) {
                stages.get(s).forward(part, row, Math.min(to, row + together));
            }
        }
        for (int s = leading; s < stages.size(); s++) {
            stages.get(s).forward(part, from, to);
        }
    }

    void backward(int part, int from, int to) {
        for (int s = stages.size() - 1; s >= leading; s--) {
            stages.get(s).backward(part, from, to);
        }
        for (int row = from; leading > 0 && row < to; row += together) {
            for (int s = leading - 1; s >= 0; s--) {
                stages.get(s).backward(part, row, Math.min(to, row + together));
            }
        }
    }
}
