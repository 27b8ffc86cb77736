package io.tunebook.server.exchange.exports;

import blue.strategic.parquet.ParquetWriter;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Literal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// A table as a Parquet file, compressed with Snappy. A missing value is null; NaN and infinities
/// are values.
public final class ParquetTable {
    private ParquetTable() {}

    /// @param file replaced when it exists
    public static void write(Table table, Path file) throws IOException {
        List<Column> columns = table.columns();
        MessageType schema =
                new MessageType(table.name(), columns.stream().map(ParquetTable::type).toList());
        try (ParquetWriter<@Nullable Object[]> writer =
                ParquetWriter.writeFile(
                        schema,
                        file.toFile(),
                        (cells, values) -> {
                            for (int i = 0; i < cells.length; i++) {
                                Object cell = cells[i];
                                if (cell != null) {
                                    values.write(columns.get(i).name(), value(cell));
                                }
                            }
                        })) {
            table.rows().each(writer::write);
        }
    }

    private static Object value(Object cell) {
        return switch (cell) {
            case Literal literal -> literal.value();
            case Float f -> Double.valueOf(f);
            default -> cell;
        };
    }

    private static Type type(Column column) {
        return switch (column.kind()) {
            case TEXT ->
                    Types.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
            case INTEGER -> plain(PrimitiveTypeName.INT64, column);
            case REAL -> plain(PrimitiveTypeName.DOUBLE, column);
            case FLAG -> plain(PrimitiveTypeName.BOOLEAN, column);
            case TIME ->
                    Types.optional(PrimitiveTypeName.INT64)
                            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                            .named(column.name());
        };
    }

    private static PrimitiveType plain(PrimitiveTypeName name, Column column) {
        return Types.optional(name).named(column.name());
    }
}
