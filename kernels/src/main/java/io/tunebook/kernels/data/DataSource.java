package io.tunebook.kernels.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Opens whatever a path holds: a folder of IDX files, one IDX file, CIFAR-10's binary files, or a
/// CSV table.
public final class DataSource {

    private DataSource() {}

    /// Reads the dataset at `path`.
    ///
    /// A folder that holds `data_batch_1.bin` and the like, and a file of such a name, is read by
    /// [CifarFiles]. Any other folder, and a file whose name contains `ubyte` or `.idx`, is read by
    /// [IdxFiles]; a file that ends in `.csv` by [CsvTable].
    ///
    /// @param labelColumn the column of a CSV table that holds the class
    /// @throws DataFormatException if there is nothing there, or it is not what it claims to be
    public static Dataset open(Path path, String labelColumn) {
        String file = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (!Files.exists(path)) {
            throw new DataFormatException(path + ": there is no such file or folder");
        }
        if (CifarFiles.named(path) || Files.exists(path.resolve("data_batch_1.bin"))) {
            return CifarFiles.read(path);
        }
        if (Files.isDirectory(path) || file.contains("ubyte") || file.contains(".idx")) {
            return IdxFiles.read(path);
        }
        if (file.endsWith(".csv")) {
            return CsvTable.read(path, labelColumn);
        }
        throw new DataFormatException(
                path
                        + ": expected a .csv file, an IDX file (its name contains ubyte or .idx), CIFAR-10's data_batch_*.bin, or a folder of IDX or CIFAR-10 files");
    }

    /// The one line for a file that the operating system would not read.
    static DataFormatException unreadable(Path path, IOException cause) {
        return new DataFormatException(path + ": cannot be read (" + cause + ")", cause);
    }

    /// How many floats of features may be read: a quarter of the memory that this process may use.
    static long maxFeatures() {
        return Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 16);
    }
}
