package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;

/// Poolings of images of 7 x 5 pixels and 3 channels by windows of 2 x 2.
class PoolingContractTest extends KernelContract {

    private static final int INPUT = T * ROWS * 7 * 5 * 3;
    private static final int POOLED = T * ROWS * 3 * 2 * 3;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "maxPool",
                        lengths(3 * 2 * 3, T * ROWS),
                        new int[] {INPUT, POOLED},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::maxPool,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        (c, a) ->
                                ImageKernels.maxPool(
                                        c, a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)),
                new Case(
                        "averagePool",
                        lengths(3 * 2 * 3, T * ROWS),
                        new int[] {INPUT, POOLED},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::averagePool,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        (c, a) ->
                                ImageKernels.averagePool(
                                        c, a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)),
                new Case(
                        "maxPoolBackward",
                        lengths(7 * 5 * 3, T * ROWS),
                        new int[] {POOLED, INPUT, POOLED, INPUT},
                        0,
                        (g, _, a) -> {
                            pool(a);
                            g.task(
                                    "k",
                                    ImageKernels::maxPoolBackward,
                                    new KernelContext(),
                                    a.f(0),
                                    a.f(1),
                                    a.f(2),
                                    a.f(3),
                                    a.active,
                                    T * ROWS,
                                    ROWS,
                                    7,
                                    5,
                                    3,
                                    2);
                        },
                        (c, a) -> {
                            poolOnce(c, a);
                            ImageKernels.maxPoolBackward(
                                    c, a.f(0), a.f(1), a.f(2), a.f(3), a.active, T * ROWS, ROWS, 7,
                                    5, 3, 2);
                        }),
                new Case(
                        "averagePoolBackward",
                        lengths(7 * 5 * 3, T * ROWS),
                        new int[] {POOLED, INPUT},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::averagePoolBackward,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        (c, a) ->
                                ImageKernels.averagePoolBackward(
                                        c, a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)));
    }

    /// For the first thread of a grid.
    private static void poolOnce(KernelContext thread, KernelArrays a) {
        if (thread.globalIdx + thread.globalIdy + thread.globalIdz == 0) {
            pool(a);
        }
    }

    /// The pooled values that the backward pass reads.
    private static void pool(KernelArrays a) {
        PlainThreads.run(
                lengths(3 * 2 * 3, T * ROWS),
                c -> ImageKernels.maxPool(c, a.f(1), a.f(2), a.active, T * ROWS, ROWS, 7, 5, 3, 2));
    }
}
