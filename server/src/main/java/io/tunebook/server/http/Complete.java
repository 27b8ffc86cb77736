package io.tunebook.server.http;

import io.tunebook.events.Rejection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a body has every field that it needs: those of its records that are not marked nullable.
final class Complete {
    private Complete() {}

    /// @throws Rejection naming the first field that is missing
    static void check(Object body) {
        check("", body);
    }

    private static void check(String path, Object value) {
        switch (value) {
            case Record r -> {
                for (RecordComponent c : r.getClass().getRecordComponents()) {
                    field(path.isEmpty() ? c.getName() : path + "." + c.getName(), c, r);
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

    private static void field(String path, RecordComponent c, Record r) {
        Object value = read(c, r);
        if (value != null) {
            check(path, value);
        } else if (!c.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new Rejection("'%s' is missing".formatted(path));
        }
    }

    private static @Nullable Object read(RecordComponent c, Record r) {
        try {
            c.getAccessor().setAccessible(true);
            return c.getAccessor().invoke(r);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(c + " cannot be read", e);
        }
    }
}
