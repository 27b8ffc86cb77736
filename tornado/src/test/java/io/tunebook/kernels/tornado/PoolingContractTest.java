package io.tunebook.kernels.tornado;

import java.util.stream.Stream;

/// Poolings of images of 7 x 5 pixels and 3 channels by windows of 2 x 2.
class PoolingContractTest extends KernelContract {

    private static final int INPUT = T * ROWS * 7 * 5 * 3;
    private static final int POOLED = T * ROWS * 3 * 2 * 3;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "maxPool",
                        new int[] {INPUT, POOLED},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::maxPool,
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        a ->
                                ImageKernels.maxPool(
                                        a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)),
                new Case(
                        "averagePool",
                        new int[] {INPUT, POOLED},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::averagePool,
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        a ->
                                ImageKernels.averagePool(
                                        a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)),
                new Case(
                        "maxPoolBackward",
                        new int[] {POOLED, INPUT, POOLED, INPUT},
                        0,
                        (g, _, a) -> {
                            ImageKernels.maxPool(
                                    a.f(1), a.f(2), a.active, T * ROWS, ROWS, 7, 5, 3, 2);
                            g.task(
                                    "k",
                                    ImageKernels::maxPoolBackward,
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
                        a -> {
                            ImageKernels.maxPool(
                                    a.f(1), a.f(2), a.active, T * ROWS, ROWS, 7, 5, 3, 2);
                            ImageKernels.maxPoolBackward(
                                    a.f(0), a.f(1), a.f(2), a.f(3), a.active, T * ROWS, ROWS, 7, 5,
                                    3, 2);
                        }),
                new Case(
                        "averagePoolBackward",
                        new int[] {POOLED, INPUT},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ImageKernels::averagePoolBackward,
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T * ROWS,
                                        ROWS,
                                        7,
                                        5,
                                        3,
                                        2),
                        a ->
                                ImageKernels.averagePoolBackward(
                                        a.f(0), a.f(1), a.active, T * ROWS, ROWS, 7, 5, 3, 2)));
    }
}
