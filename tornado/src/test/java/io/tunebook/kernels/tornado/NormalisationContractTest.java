package io.tunebook.kernels.tornado;

import java.util.stream.Stream;

/// Batch normalisation of images of 7 x 5 pixels and 3 channels in parts of 8 rows.
class NormalisationContractTest extends KernelContract {

    private static final int INPUT = T * ROWS * 7 * 5 * 3;
    private static final int WEIGHTS = 3 * 3 * 3 * 4 + 4 + 9;
    private static final int OF_ROWS = T * ROWS * 2 * 3;
    private static final int STATISTICS = T * 2 * 4 * 3;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "momentsOfRows",
                        new int[] {INPUT, OF_ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::momentsOfRows,
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3),
                        a -> NormKernels.momentsOfRows(a.f(0), a.f(1), a.active, T, ROWS, 35, 3)),
                new Case(
                        "moments",
                        new int[] {OF_ROWS, STATISTICS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::moments,
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2),
                        a -> NormKernels.moments(a.f(0), a.f(1), T, ROWS, 35, 3, 8, 2)),
                new Case(
                        "normalise",
                        new int[] {INPUT, INPUT, STATISTICS, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::normalise,
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.f(3),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2,
                                        WEIGHTS,
                                        4,
                                        0.01f),
                        a ->
                                NormKernels.normalise(
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.f(3),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2,
                                        WEIGHTS,
                                        4,
                                        0.01f)),
                new Case(
                        "normaliseByRunningStatistics",
                        new int[] {INPUT, INPUT, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::normaliseByRunningStatistics,
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        WEIGHTS,
                                        4,
                                        11,
                                        0.01f),
                        a ->
                                NormKernels.normaliseByRunningStatistics(
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        WEIGHTS,
                                        4,
                                        11,
                                        0.01f)),
                new Case(
                        "backwardSumsOfRows",
                        new int[] {INPUT, INPUT, OF_ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backwardSumsOfRows,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3),
                        a ->
                                NormKernels.backwardSumsOfRows(
                                        a.f(0), a.f(1), a.f(2), a.active, T, ROWS, 35, 3)),
                new Case(
                        "backwardSums",
                        new int[] {OF_ROWS, STATISTICS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backwardSums,
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        ROWS,
                                        3,
                                        8,
                                        2),
                        a -> NormKernels.backwardSums(a.f(0), a.f(1), T, ROWS, 3, 8, 2)),
                new Case(
                        "normaliseBackward",
                        new int[] {INPUT, INPUT, STATISTICS, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backward,
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.f(3),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2,
                                        WEIGHTS,
                                        4,
                                        0.01f),
                        a ->
                                NormKernels.backward(
                                        a.f(0),
                                        a.f(1),
                                        a.positive(2),
                                        a.f(3),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2,
                                        WEIGHTS,
                                        4,
                                        0.01f)),
                new Case(
                        "updateRunningStatistics",
                        new int[] {STATISTICS, T * 30, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::updateRunningStatistics,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2,
                                        30,
                                        WEIGHTS,
                                        4,
                                        11,
                                        0.9f),
                        a ->
                                NormKernels.updateRunningStatistics(
                                        a.f(0), a.f(1), a.f(2), a.active, T, ROWS, 35, 3, 8, 2, 30,
                                        WEIGHTS, 4, 11, 0.9f)));
    }
}
