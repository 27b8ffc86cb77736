package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/// The domain of a hyperparameter: its values, and the scale on which they are uniform.
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
    /// Uniform in `[low, high]`.
    record Linear(double low, double high) implements Domain {
        public Linear {
            ordered(low, high);
        }
    }

    /// Uniform in the logarithm over `[low, high]`; `low > 0`.
    record Log(double low, double high) implements Domain {
        public Log {
            ordered(low, high);
            if (low <= 0) {
                throw new Rejection(
                        "a log range starts above 0, but low is %s: raise low".formatted(low));
            }
        }
    }

    /// Uniform in the logarithm of `1 - value`; `high < 1`. For momentum and beta1.
    record ReverseLog(double low, double high) implements Domain {
        public ReverseLog {
            ordered(low, high);
            if (high >= 1) {
                throw new Rejection(
                        "a reverse-log range ends below 1, but high is %s: lower high"
                                .formatted(high));
            }
        }
    }

    /// Uniform over the integers from `low` to `high`, both included.
    record Int(long low, long high) implements Domain {
        public Int {
            ordered((double) low, (double) high);
        }
    }

    /// Uniform in the logarithm over the integers from `low` to `high`; `low > 0`.
    record LogInt(long low, long high) implements Domain {
        public LogInt {
            ordered((double) low, (double) high);
            if (low <= 0) {
                throw new Rejection(
                        "a log range starts above 0, but low is %d: raise low".formatted(low));
            }
        }
    }

    /// One of a list of two or more different values.
    record Categorical(List<Value> values) implements Domain {
        public Categorical {
            values = List.copyOf(values);
            if (values.size() < 2 || values.size() != values.stream().distinct().count()) {
                throw new Rejection(
                        "a choice needs at least two different values, but got "
                                + values
                                + ": use 'fixed' for one value");
            }
        }
    }

    /// A single fixed value.
    record Fixed(Value value) implements Domain {}

    private static void ordered(double low, double high) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
            throw new Rejection(
                    "a range needs low < high, but low is %s and high is %s".formatted(low, high));
        }
    }
}
