package io.tunebook.events.postgresql;

import java.time.Duration;
import java.util.List;

/// What an operator has to know of the log's database.
///
/// @param version of PostgreSQL
/// @param unsafe the settings that keep the disk from having what is acknowledged
/// @param writer the process that writes; empty before the first one
/// @param silence the time since the writer's last sign of life
public record DatabaseSettings(
        String version, List<String> unsafe, String writer, Duration silence) {
    public DatabaseSettings {
        unsafe = List.copyOf(unsafe);
    }
}
