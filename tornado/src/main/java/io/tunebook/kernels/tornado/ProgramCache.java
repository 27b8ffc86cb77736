package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/// The compiled programs of a device, one a shape and split: the next trial of a shape needs no
/// compilation. Programs without trials are closed, the longest unused first, when another one
/// needs their memory.
final class ProgramCache {

    /// The most trials that a program has room for.
    static final int MAX_TRIALS = 64;

    private static final Map<String, ProgramCache> OF_DEVICES = new ConcurrentHashMap<>();

    /// What kernels are compiled for; splits are compared by identity.
    private record Shape(
            Network network,
            Loss loss,
            Class<?> optimizer,
            int batch,
            int evaluationBatch,
            boolean drops,
            int split) {

        static Shape of(TrainingPlan plan, Split split) {
            return new Shape(
                    plan.network(),
                    plan.loss(),
                    plan.optimizer().getClass(),
                    plan.batchSize(),
                    plan.evaluation().batchSize(),
                    plan.regularisation().dropout() > 0,
                    System.identityHashCode(split));
        }
    }

    /// A shape's driver and, once compiled, its program.
    private static final class Entry {
        final PopulationDriver driver;
        final Split split;
        @Nullable DeviceProgram program;
        long bytes;

        Entry(PopulationDriver driver, Split split) {
            this.driver = driver;
            this.split = split;
        }
    }

    private final TornadoDevice device;
    private final long memory;

    /// The longest unused first; guarded by this.
    private final Map<Shape, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /// @param memory bytes for all programs together
    ProgramCache(TornadoDevice device, long memory) {
        this.device = device;
        this.memory = memory;
    }

    static ProgramCache of(TornadoDevice device) {
        return OF_DEVICES.computeIfAbsent(
                Devices.description(device),
                _ -> new ProgramCache(device, device.getMaxGlobalMemory()));
    }

    /// The driver of a plan's shape.
    @SuppressWarnings("ReferenceEquality") // The program holds this very split's rows.
    synchronized PopulationDriver driver(TrainingPlan plan, Split split) {
        Shape shape = Shape.of(plan, split);
        Entry known = entries.get(shape);
        if (known != null && known.split == split) {
            return known.driver;
        }
        PopulationDriver driver =
                new PopulationDriver(
                        DeviceLock.SHARED, () -> compile(shape, plan, split), () -> remove(shape));
        entries.put(shape, new Entry(driver, split));
        return driver;
    }

    /// The most trials of a plan's shape that fit into half of the memory, at least 1.
    private int room(TrainingPlan plan, Split split) {
        int room = MAX_TRIALS;
        while (room > 1 && !fits(MemoryFootprint.of(plan, split, room))) {
            room /= 2;
        }
        return room;
    }

    private boolean fits(MemoryFootprint footprint) {
        return footprint.bytes() <= memory / 2
                && footprint.largest() <= MemoryFootprint.maxFloats(device);
    }

    /// Compiles a shape's program with as much room as there is memory for.
    ///
    /// @throws DeviceMemoryException if there is not enough for one trial, now or at all
    private synchronized Population compile(Shape shape, TrainingPlan plan, Split split) {
        Entry entry = entries.get(shape);
        for (int room = room(plan, split); ; room /= 2) {
            long bytes = MemoryFootprint.of(plan, split, room).bytes();
            boolean fits = makeRoom(bytes);
            if (!fits && room == 1 && isBusy(entry)) {
                throw new DeviceMemoryException(device, bytes, true, null);
            }
            try {
                if (fits || room == 1) {
                    return new Population(program(entry, plan, split, room, bytes), plan, split);
                }
            } catch (RuntimeException e) {
                if (!DeviceMemoryException.isCauseOf(e)) {
                    throw e;
                }
                makeRoom(Long.MAX_VALUE);
                if (room == 1) {
                    throw new DeviceMemoryException(device, bytes, isBusy(entry), e);
                }
            }
        }
    }

    private DeviceProgram program(
            @Nullable Entry entry, TrainingPlan plan, Split split, int room, long bytes) {
        DeviceProgram program = new DeviceProgram(device, plan, split, room);
        if (entry != null) {
            entry.program = program;
            entry.bytes = bytes;
        }
        return program;
    }

    /// Closes programs without trials until the others leave room for `bytes`.
    ///
    /// @return whether they do
    private boolean makeRoom(long bytes) {
        long free = memory - entries.values().stream().mapToLong(e -> e.bytes).sum();
        for (Map.Entry<Shape, Entry> old : List.copyOf(entries.entrySet())) {
            DeviceProgram program = old.getValue().program;
            if (free < bytes && program != null && old.getValue().driver.isIdle()) {
                entries.remove(old.getKey());
                free += old.getValue().bytes;
                program.close();
            }
        }
        return free >= bytes;
    }

    /// Whether other shapes have trials.
    private boolean isBusy(@Nullable Entry own) {
        List<Entry> others = new ArrayList<>(entries.values());
        others.remove(own);
        return others.stream().anyMatch(e -> e.program != null && !e.driver.isIdle());
    }

    private synchronized void remove(Shape shape) {
        Entry broken = entries.remove(shape);
        if (broken != null && broken.program != null) {
            broken.program.close();
        }
    }
}
