package io.tunebook.server.exchange.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads the number of a tensor with one element, of any shape: floating-point numbers of 16, 32
/// and 64 bits, integers, booleans, and strings that are numbers.
final class ScalarTensor {
    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;
    private static final int STRING = 7;
    private static final int INT64 = 9;
    private static final int BFLOAT16 = 14;
    private static final int HALF = 19;
    private static final int UINT64 = 23;

    /// The names of TensorFlow's data types by their number.
    private static final String[] TYPES = {
        "unknown", "float32", "double", "int32", "uint8", "int16", "int8", "string", "complex64",
        "int64", "bool", "qint8", "quint8", "qint32", "bfloat16", "qint16", "uint16", "quint16",
        "complex128", "half", "resource", "variant", "uint32", "uint64", "float8", "float8"
    };

    /// The bytes of an element in the tensor's content, by type; 0: not a number.
    private static final int[] SIZES = {
        0, 4, 8, 4, 1, 2, 1, 0, 0, 8, 1, 1, 1, 4, 2, 2, 2, 2, 0, 2, 0, 0, 4, 8, 0, 0
    };

    /// The field of the values, by type.
    private static final int[] FIELDS = {
        0, 5, 6, 7, 7, 7, 7, 8, 0, 10, 11, 7, 7, 7, 13, 7, 7, 7, 0, 13, 0, 0, 16, 17, 0, 0
    };

    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,5})?|(?i:nan|inf|infinity))");
    private static final int MAX_NUMBER = 100;

    private final ProtobufReader content = new ProtobufReader();
    private final ProtobufReader packed = new ProtobufReader();
    private final List<Long> shape = new ArrayList<>();
    private int type;
    private int contentSize;
    private long elements;
    private int field;
    private int values;
    private long bits;
    private String text = "";
    private double number;

    /// Whether the tensor is a number, which is then in [#number].
    boolean read(ProtobufReader tensor) {
        type = FLOAT;
        contentSize = 0;
        elements = 1;
        field = 0;
        values = 0;
        bits = 0;
        shape.clear();
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> {
                    long read = tensor.varint();
                    type = read < 0 || read >= TYPES.length ? 0 : (int) read;
                }
                case 2 -> shape(tensor.message());
                case 4 -> {
                    tensor.message(content);
                    contentSize = content.remaining();
                }
                case 5, 6, 7, 10, 11, 13, 16, 17 -> values(tensor);
                case 8 -> {
                    field = STRING + 1;
                    values++;
                    text = tensor.text();
                }
                default -> tensor.skip();
            }
        }
        return elements == 1 && (type == STRING ? isText() : isNumber());
    }

    double number() {
        return number;
    }

    /// The type and shape of the last tensor, in words.
    String kind() {
        return "%s%s".formatted(TYPES[type], shape.isEmpty() ? "" : " of shape " + shape);
    }

    private void shape(ProtobufReader dimensions) {
        while (dimensions.next()) {
            if (dimensions.field() != 2) {
                dimensions.skip();
                continue;
            }
            long size = 0;
            ProtobufReader dimension = dimensions.message();
            while (dimension.next()) {
                if (dimension.field() == 1) {
                    size = dimension.varint();
                } else {
                    dimension.skip();
                }
            }
            shape.add(size);
            elements = elements == 1 && size == 1 ? 1 : 0;
        }
    }

    private void values(ProtobufReader tensor) {
        int read = tensor.field();
        if (values > 0 && read != field) {
            values++;
        }
        field = read;
        if (!tensor.delimited()) {
            value(tensor, read);
            return;
        }
        tensor.message(packed);
        while (packed.remaining() > 0) {
            value(packed, read);
        }
    }

    private void value(ProtobufReader in, int read) {
        values++;
        bits =
                switch (read) {
                    case 5 -> Float.floatToRawIntBits(in.single());
                    case 6 -> Double.doubleToRawLongBits(in.real());
                    default -> in.varint();
                };
    }

    private boolean isNumber() {
        int size = SIZES[type];
        if (size == 0 || (contentSize != 0 && (contentSize != size || values != 0))) {
            return false;
        }
        if (contentSize == 0 && (values > 1 || (values == 1 && field != FIELDS[type]))) {
            return false;
        }
        // A tensor without any value is a zero, which is not written.
        number = number(contentSize == 0 ? bits : little(size));
        return true;
    }

    private long little(int size) {
        long all = 0;
        for (int i = size - 1; i >= 0; i--) {
            all = (all << 8) | (content.bytes()[content.position() + i] & 0xff);
        }
        return all;
    }

    private double number(long raw) {
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) raw);
            case DOUBLE -> Double.longBitsToDouble(raw);
            case BFLOAT16 -> Float.intBitsToFloat((int) raw << 16);
            case HALF -> Float.float16ToFloat((short) raw);
            case INT64 -> raw;
            case UINT64 -> raw >= 0 ? raw : ((raw >>> 1) | (raw & 1)) * 2.0;
            // bool, unsigned types of 8, 16 and 32 bits
            case 10 -> raw == 0 ? 0 : 1;
            case 4, 12 -> raw & 0xff;
            case 16, 17 -> raw & 0xffff;
            case 22 -> raw & 0xffff_ffffL;
            // signed types of 8, 16 and 32 bits
            case 6, 11 -> (byte) raw;
            case 5, 15 -> (short) raw;
            default -> (int) raw;
        };
    }

    private boolean isText() {
        String plain = text.strip();
        if (values != 1
                || field != STRING + 1
                || plain.length() > MAX_NUMBER
                || !NUMBER.matcher(plain).matches()) {
            return false;
        }
        String lower = plain.toLowerCase(java.util.Locale.ROOT);
        number =
                lower.endsWith("nan")
                        ? Double.NaN
                        : lower.contains("inf")
                                ? (lower.startsWith("-")
                                        ? Double.NEGATIVE_INFINITY
                                        : Double.POSITIVE_INFINITY)
                                : Double.parseDouble(plain);
        return true;
    }
}
