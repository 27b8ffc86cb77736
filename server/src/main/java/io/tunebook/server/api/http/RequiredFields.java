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

/// Whether a body has every field that it needs: those of its records that are not marked nullable.
final class RequiredFields {
    private RequiredFields() {}

    /// @throws Rejection naming the first field that is missing
    static void check(Object body) {
        check("", body);
    }

    private static void check(String path, @Nullable Object value) {
        switch (value) {
            case null ->
                    throw new Rejection(
                            "'%s' is null, and a value is expected there".formatted(path));
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
                // A scalar is there or it is not.
            }
        }
    }

    /// What a record's class says of its fields: found out once, since that takes longer than to
    /// look at a body.
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
