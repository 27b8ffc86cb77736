package io.tunebook.kernels.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Reads the dataset at a path: a folder of IDX files, one IDX file, CIFAR-10's binary files, or a
/// CSV table.
public final class DataSource {

    private DataSource() {}

    /// Reads the dataset at `path`.
    ///
    /// A folder that contains `data_batch_1.bin`, and a file with such a name, is read by
    /// [CifarFiles]. Any other folder, and a file whose name contains `ubyte` or `.idx`, is read by
    /// [IdxFiles]; a file whose name ends with `.csv` by [CsvDataset].
    ///
    /// @param labelColumn the column of a CSV table with the labels
    /// @throws DataFormatException if the file does not exist or has another format
    public static Dataset open(Path path, String labelColumn) {
        String file = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (!Files.exists(path)) {
            throw new DataFormatException(path + ": no such file or folder");
        }
        if (CifarFiles.isCifarFile(path) || Files.exists(path.resolve("data_batch_1.bin"))) {
            return CifarFiles.read(path);
        }
        if (Files.isDirectory(path) || file.contains("ubyte") || file.contains(".idx")) {
            return IdxFiles.read(path);
        }
        if (file.endsWith(".csv")) {
            return CsvDataset.read(path, labelColumn);
        }
        throw new DataFormatException(
                path
                        + ": expected a .csv file, an IDX file (its name contains ubyte or .idx), CIFAR-10's data_batch_*.bin, or a folder of IDX or CIFAR-10 files");
    }

    /// The exception for a file that cannot be read.
    static DataFormatException unreadable(Path path, IOException cause) {
        return new DataFormatException(path + ": cannot be read (" + cause + ")", cause);
    }

    /// The maximum number of features: a quarter of this process's maximum memory.
    static long maxFeatures() {
        return Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 16);
    }
}
