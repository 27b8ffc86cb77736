package io.tunebook.server.ledger.snapshot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.PVector;

/// The record and enum types that are reachable from a record type. No other type is ever read.
final class RecordTypes {
    private static final Set<Class<?>> PLAIN =
            Set.of(
                    String.class,
                    long.class,
                    int.class,
                    double.class,
                    boolean.class,
                    Long.class,
                    Integer.class,
                    Double.class,
                    Boolean.class,
                    Instant.class,
                    List.class,
                    Map.class,
                    PMap.class,
                    PVector.class,
                    PSet.class);

    private final List<Class<?>> types;
    private final Map<Class<?>, Integer> numbers = new HashMap<>();
    private final RecordType[] shapes;

    /// The accessors and the constructor of a record.
    ///
    /// @param parts one for each component, from `Object` to `Object`
    /// @param constructor from `Object[]` to `Object`
    private record RecordType(List<MethodHandle> parts, MethodHandle constructor) {}

    /// @throws IllegalArgumentException when a reachable type is not a record, enum or plain value
    RecordTypes(Class<? extends Record> root) {
        Map<String, Class<?>> found = new TreeMap<>();
        find(root, found);
        types = List.copyOf(found.values());
        shapes = new RecordType[types.size()];
        for (int i = 0; i < shapes.length; i++) {
            numbers.put(types.get(i), i);
            if (types.get(i).isRecord()) {
                shapes[i] = shape(types.get(i));
            }
        }
    }

    /// The number of a type, the same in every run of the same build.
    ///
    /// @throws IllegalArgumentException when the type is not reachable from the root
    int number(Class<?> type) {
        Integer number = numbers.get(type);
        if (number == null) {
            throw new IllegalArgumentException("a snapshot cannot hold a " + type.getName());
        }
        return number;
    }

    List<Class<?>> types() {
        return types;
    }

    /// The values of a record's components.
    Object[] parts(int number, Record value) {
        List<MethodHandle> handles = shapes[number].parts();
        Object[] parts = new Object[handles.size()];
        try {
            for (int i = 0; i < parts.length; i++) {
                parts[i] = (Object) handles.get(i).invokeExact((Object) value);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("%s cannot be read".formatted(types.get(number)), e);
        }
        return parts;
    }

    /// The number of components of a record.
    int size(int number) {
        return shapes[number].parts().size();
    }

    Object create(int number, Object[] parts) {
        try {
            return (Object) shapes[number].constructor().invokeExact(parts);
        } catch (Throwable e) {
            throw new IllegalStateException("%s cannot be made".formatted(types.get(number)), e);
        }
    }

    /// @throws IllegalArgumentException when the enum has no constant of that name
    @SuppressWarnings("unchecked")
    <E extends Enum<E>> Enum<?> constant(int number, String name) {
        return Enum.valueOf((Class<E>) types.get(number), name);
    }

    private static RecordType shape(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        try {
            MethodHandle[] parts = new MethodHandle[components.length];
            for (int i = 0; i < parts.length; i++) {
                parts[i] =
                        lookup.unreflect(components[i].getAccessor())
                                .asType(MethodType.genericMethodType(1));
            }
            Class<?>[] parameters =
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            MethodHandle constructor =
                    lookup.unreflectConstructor(type.getConstructor(parameters))
                            .asType(MethodType.genericMethodType(parts.length))
                            .asSpreader(Object[].class, parts.length);
            return new RecordType(List.of(parts), constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " is not a public record", e);
        }
    }

    private static void find(Type type, Map<String, Class<?>> found) {
        switch (type) {
            case ParameterizedType p -> {
                for (Type argument : p.getActualTypeArguments()) {
                    find(argument, found);
                }
                find(p.getRawType(), found);
            }
            case WildcardType w -> find(w.getUpperBounds()[0], found);
            case GenericArrayType a -> find(a.getGenericComponentType(), found);
            case Class<?> c -> find(c, found);
            default -> throw new IllegalStateException("unsupported type " + type);
        }
    }

    private static void find(Class<?> type, Map<String, Class<?>> found) {
        if (type.isRecord()) {
            if (found.put(type.getName(), type) == null) {
                for (RecordComponent component : type.getRecordComponents()) {
                    find(component.getGenericType(), found);
                }
            }
        } else if (type.isEnum()) {
            found.put(type.getName(), type);
        } else if (type.isSealed()) {
            for (Class<?> kind : type.getPermittedSubclasses()) {
                find(kind, found);
            }
        } else if (!PLAIN.contains(type)) {
            throw new IllegalArgumentException("a snapshot cannot hold a " + type.getName());
        }
    }
}
