package io.tunebook.kernels.tornado;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A split in device arrays: `features[row][input]` and `labels[row]`, the rows of the training set
/// before those of the validation set.
record DeviceDataset(FloatArray features, IntArray labels, int trainingRows) {

    static DeviceDataset of(Split split) {
        int rows = Math.toIntExact(floats(split) / split.training().inputs());
        FloatArray features = new FloatArray(rows * split.training().inputs());
        IntArray labels = new IntArray(rows);
        copy(split.training(), features, labels, 0);
        copy(split.validation(), features, labels, split.training().rows());
        return new DeviceDataset(features, labels, split.training().rows());
    }

    /// The number of floats of the features.
    static long floats(Split split) {
        long rows = (long) split.training().rows() + split.validation().rows();
        return rows * split.training().inputs();
    }

    private static void copy(Dataset dataset, FloatArray features, IntArray labels, int first) {
        int inputs = dataset.inputs();
        for (int row = 0; row < dataset.rows(); row++) {
            for (int i = 0; i < inputs; i++) {
                features.set((first + row) * inputs + i, dataset.feature(row, i));
            }
            labels.set(first + row, dataset.label(row));
        }
    }
}
