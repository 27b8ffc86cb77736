package io.tunebook.kernels.tornado;

import java.lang.reflect.Field;
import java.util.function.Consumer;
import uk.ac.manchester.tornado.api.KernelContext;

/// The threads of a grid as plain Java, one after another.
final class PlainThreads {

    private PlainThreads() {}

    /// Calls `kernel` for each thread, and a few beyond the ends, as a device does.
    ///
    /// @param lengths in each direction; none for one call
    static void run(long[] lengths, Consumer<KernelContext> kernel) {
        KernelContext context = new KernelContext();
        if (lengths.length == 0) {
            kernel.accept(context);
            return;
        }
        long across = lengths[0] + 1;
        long down = lengths.length > 1 ? lengths[1] + 1 : 1;
        long deep = lengths.length > 2 ? lengths[2] + 1 : 1;
        for (int z = 0; z < deep; z++) {
            set(context, "globalIdz", z);
            for (int y = 0; y < down; y++) {
                set(context, "globalIdy", y);
                for (int x = 0; x < across; x++) {
                    set(context, "globalIdx", x);
                    kernel.accept(context);
                }
            }
        }
    }

    private static void set(KernelContext context, String field, int value) {
        try {
            Field id = KernelContext.class.getField(field);
            id.setAccessible(true);
            id.set(context, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
