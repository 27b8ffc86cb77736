package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The value of each existing hyperparameter, by name, in the order of the names.
public record Configuration(@JsonValue Map<String, Value> values) {
    public static final Configuration EMPTY = new Configuration(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Configuration {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /// This configuration with the other's values added; the other's values win.
    public Configuration with(Configuration other) {
        Map<String, Value> all = new TreeMap<>(values);
        all.putAll(other.values);
        return new Configuration(all);
    }
}
