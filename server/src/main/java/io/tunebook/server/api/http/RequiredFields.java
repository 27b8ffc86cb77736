package io.tunebook.server.api.http;

import io.tunebook.events.Rejection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks that a body has every required field: those of its records that are not marked nullable.
final class RequiredFields {
    private RequiredFields() {}

    /// @throws Rejection that names the first missing field
    static void check(Object body) {
        check("", body);
    }

    private static void check(String path, @Nullable Object value) {
        switch (value) {
            case null -> throw new Rejection("'%s' is null: send a value".formatted(path));
            case Record r -> {
                for (Field field : FIELDS.get(r.getClass())) {
                    field.check(path, r);
                }
            }
            case Collection<?> all -> {
                int i = 0;
                for (Object each : all) {
                    check("%s[%d]".formatted(path, i++), each);
                }
            }
            case Map<?, ?> map -> map.forEach((k, v) -> check(path + "." + k, v));
            default -> {
                // A scalar has no fields.
            }
        }
    }

    /// The fields of a record's class, cached because reflection takes longer than the check of a
    /// body.
    private static final ClassValue<List<Field>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
                }
            };

    private record Field(String name, Method accessor, boolean nullable) {
        static Field of(RecordComponent component) {
            component.getAccessor().setAccessible(true);
            return new Field(
                    component.getName(),
                    component.getAccessor(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }

        void check(String path, Record r) {
            Object value = of(r);
            if (value == null ? nullable : value instanceof String) {
                return;
            }
            String whole = path.isEmpty() ? name : path + "." + name;
            if (value == null) {
                throw new Rejection("'%s' is missing".formatted(whole));
            }
            RequiredFields.check(whole, value);
        }

        private @Nullable Object of(Record r) {
            try {
                return accessor.invoke(r);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(name + " cannot be read", e);
            }
        }
    }
}
