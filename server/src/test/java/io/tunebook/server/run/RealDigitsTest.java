package io.tunebook.server.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Faults planted in training on handwritten digits: `digits.csv` in the folder that the property
/// `tunebook.data` names, or else in `../shared/data` beside the checkout.
class RealDigitsTest extends PlantedFaults {
    private static final Path DIGITS =
            Path.of(System.getProperty("tunebook.data", "../../shared/data")).resolve("digits.csv");

    @Override
    DataSource much(Path folder) {
        assumeTrue(Files.exists(DIGITS), () -> "skipped, there is no " + DIGITS.toAbsolutePath());
        return DataSource.of(DIGITS, "label");
    }

    /// Its first few hundred rows.
    @Override
    DataSource little(Path folder) throws IOException {
        List<String> rows = Files.readAllLines(DIGITS).subList(0, 301);
        return DataSource.of(Files.write(folder.resolve("little.csv"), rows), "label");
    }
}
