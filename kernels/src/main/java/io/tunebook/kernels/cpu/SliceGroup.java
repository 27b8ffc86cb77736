package io.tunebook.kernels.cpu;

import java.util.ArrayList;
import java.util.List;

/// Slices of the parameters that one thread differentiates together, because they read the same
/// images: a few images at a time, from the L2 cache.
///
/// @param first the index of the first slice
record SliceGroup(int first, List<ParameterSlice> slices) {

    /// Groups the slices of a network. With several threads each slice is a group.
    static List<SliceGroup> of(List<ParameterSlice> slices, int threads) {
        List<SliceGroup> groups = new ArrayList<>();
        for (int first = 0; first < slices.size(); ) {
            int end = first + 1;
            int together = slices.get(first).rowsTogether();
            boolean shared = threads == 1 && together < Integer.MAX_VALUE;
            while (shared && end < slices.size() && slices.get(end).rowsTogether() == together) {
                end++;
            }
            groups.add(new SliceGroup(first, slices.subList(first, end)));
            first = end;
        }
        return groups;
    }

    /// Computes the gradient of all slices over the first `rows` rows of the minibatch.
    void differentiate(float[] gradient, int rows) {
        int together = slices.getFirst().rowsTogether();
        for (int from = 0; from < rows; ) {
            int to = together < rows - from ? from + together : rows;
            for (ParameterSlice slice : slices) {
                slice.differentiate(gradient, from, to);
            }
            from = to;
        }
    }
}
