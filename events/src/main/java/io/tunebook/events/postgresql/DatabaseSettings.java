package io.tunebook.events.postgresql;

import java.time.Duration;
import java.util.List;

/// What an operator has to know of the log's database.
///
/// @param version of PostgreSQL
/// @param unsafe the settings that keep the disk from having what is acknowledged
/// @param writer the process that writes, or wrote last; empty before the first one
/// @param written whether it still is the writer
/// @param silence the time since the writer's last sign of life
public record DatabaseSettings(
        String version, List<String> unsafe, String writer, boolean written, Duration silence) {
    public DatabaseSettings {
        unsafe = List.copyOf(unsafe);
    }
}
