package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// Where a hyperparameter's values come from, and on which scale they are spread evenly.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "scale")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Domain.Linear.class, name = "linear"),
    @JsonSubTypes.Type(value = Domain.Log.class, name = "log"),
    @JsonSubTypes.Type(value = Domain.ReverseLog.class, name = "reverse-log"),
    @JsonSubTypes.Type(value = Domain.Int.class, name = "int"),
    @JsonSubTypes.Type(value = Domain.LogInt.class, name = "log-int"),
    @JsonSubTypes.Type(value = Domain.Categorical.class, name = "choice"),
    @JsonSubTypes.Type(value = Domain.Fixed.class, name = "fixed")
})
public sealed interface Domain {
    /// Even over `[low, high]`.
    record Linear(double low, double high) implements Domain {
        public Linear {
            ordered(low, high);
        }
    }

    /// Even in the logarithm over `[low, high]`; `low > 0`.
    record Log(double low, double high) implements Domain {
        public Log {
            ordered(low, high);
            if (low <= 0) {
                throw new Rejection(
                        "a log range starts above zero, and this one starts at %s: raise its low"
                                .formatted(low));
            }
        }
    }

    /// Even in the logarithm of `1 - value` over `[low, high]`; `high < 1`. For momentum and beta1.
    record ReverseLog(double low, double high) implements Domain {
        public ReverseLog {
            ordered(low, high);
            if (high >= 1) {
                throw new Rejection(
                        "a reverse-log range ends below one, and this one ends at %s: lower its high"
                                .formatted(high));
            }
        }
    }

    /// Even over the whole numbers from `low` to `high`, both included.
    record Int(long low, long high) implements Domain {
        public Int {
            ordered((double) low, (double) high);
        }
    }

    /// Even in the logarithm over the whole numbers from `low` to `high`; `low > 0`.
    record LogInt(long low, long high) implements Domain {
        public LogInt {
            ordered((double) low, (double) high);
            if (low <= 0) {
                throw new Rejection(
                        "a log range starts above zero, and this one starts at %d: raise its low"
                                .formatted(low));
            }
        }
    }

    /// One of a list of at least two different values.
    record Categorical(List<Value> values) implements Domain {
        public Categorical {
            values = List.copyOf(values);
            if (values.size() < 2 || values.size() != values.stream().distinct().count()) {
                throw new Rejection(
                        "a choice needs two or more different values, and got "
                                + values
                                + ": one value alone is 'fixed'");
            }
        }
    }

    /// Always this value.
    record Fixed(Value value) implements Domain {}

    private static void ordered(double low, double high) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
            throw new Rejection(
                    "a range goes from a low to a higher number, and this one from %s to %s"
                            .formatted(low, high));
        }
    }
}
