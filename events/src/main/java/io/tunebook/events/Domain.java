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

    /// Its least and its greatest number, or the numbers of its list; empty without numbers.
    default List<Double> numbers() {
        return switch (this) {
            case Linear d -> List.of(d.low(), d.high());
            case Log d -> List.of(d.low(), d.high());
            case ReverseLog d -> List.of(d.low(), d.high());
            case Int d -> List.of((double) d.low(), (double) d.high());
            case LogInt d -> List.of((double) d.low(), (double) d.high());
            case Categorical d ->
                    d.values().stream().map(Value::number).filter(x -> !x.isNaN()).toList();
            case Fixed(Value v) -> Double.isNaN(v.number()) ? List.of() : List.of(v.number());
        };
    }

    /// Its values for a message, such as `0.1 to 0.5`.
    default String text() {
        return switch (this) {
            case Categorical d -> "one of " + d.values();
            case Fixed(Value v) -> v.toString();
            case Linear d -> range(d.low(), d.high());
            case Log d -> range(d.low(), d.high());
            case ReverseLog d -> range(d.low(), d.high());
            case Int d -> "%d to %d".formatted(d.low(), d.high());
            case LogInt d -> "%d to %d".formatted(d.low(), d.high());
        };
    }

    private static String range(double low, double high) {
        return "%s to %s".formatted(new Value.Real(low), new Value.Real(high));
    }

    private static void ordered(double low, double high) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
            throw new Rejection(
                    "a range needs low < high, but low is %s and high is %s".formatted(low, high));
        }
    }
}
