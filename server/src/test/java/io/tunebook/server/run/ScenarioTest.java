package io.tunebook.server.run;

import java.nio.file.Path;

/// Faults planted in training on drawn digits.
class ScenarioTest extends PlantedFaults {
    @Override
    DataSource much(Path folder) {
        return new DataSource.Generated(2_000, 1);
    }

    @Override
    DataSource little(Path folder) {
        return new DataSource.Generated(500, 1);
    }
}
