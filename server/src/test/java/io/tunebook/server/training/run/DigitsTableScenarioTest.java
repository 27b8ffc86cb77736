package io.tunebook.server.training.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The same faults in training on a published table, the UCI handwritten digits, when it is
/// available: `digits.csv` in the folder of the property `tunebook.data`, or in `../shared/data`
/// beside the checkout.
class DigitsTableScenarioTest extends ScenarioTest {
    private static final Path TABLE =
            Path.of(System.getProperty("tunebook.data", "../../shared/data"), "digits.csv");

    private static final long SEED = 3;

    @Override
    StudyData much(Path folder) {
        assumeTrue(Files.exists(TABLE), TABLE + " is not there");
        return StudyData.of(TABLE, "label");
    }

    /// 600 of its rows, 30% with a random label: a network that memorises them has errors on other
    /// rows.
    @Override
    StudyData little(Path folder) throws IOException {
        List<String> rows = Files.readAllLines(TABLE);
        SplittableRandom random = new SplittableRandom(SEED);
        List<String> some = new ArrayList<>(List.of(rows.getFirst()));
        for (String row : rows.subList(1, 601)) {
            String label =
                    random.nextDouble() < 0.3
                            ? String.valueOf(random.nextInt(10))
                            : row.substring(row.lastIndexOf(',') + 1);
            some.add(row.substring(0, row.lastIndexOf(',') + 1) + label);
        }
        return StudyData.of(Files.write(folder.resolve("little.csv"), some), "label");
    }
}
