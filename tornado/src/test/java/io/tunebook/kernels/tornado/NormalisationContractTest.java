package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;

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
                        lengths(3, ROWS, T),
                        new int[] {INPUT, OF_ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::momentsOfRows,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3),
                        (c, a) ->
                                NormKernels.momentsOfRows(
                                        c, a.f(0), a.f(1), a.active, T, ROWS, 35, 3)),
                new Case(
                        "moments",
                        lengths(3, 2, T),
                        new int[] {OF_ROWS, STATISTICS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::moments,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        ROWS,
                                        35,
                                        3,
                                        8,
                                        2),
                        (c, a) -> NormKernels.moments(c, a.f(0), a.f(1), T, ROWS, 35, 3, 8, 2)),
                new Case(
                        "normalise",
                        lengths(7 * 5 * 3, ROWS, T),
                        new int[] {INPUT, INPUT, STATISTICS, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::normalise,
                                        new KernelContext(),
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
                        (c, a) ->
                                NormKernels.normalise(
                                        c,
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
                        lengths(7 * 5 * 3, ROWS, T),
                        new int[] {INPUT, INPUT, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::normaliseByRunningStatistics,
                                        new KernelContext(),
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
                        (c, a) ->
                                NormKernels.normaliseByRunningStatistics(
                                        c,
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
                        lengths(3, ROWS, T),
                        new int[] {INPUT, INPUT, OF_ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backwardSumsOfRows,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.active,
                                        T,
                                        ROWS,
                                        35,
                                        3),
                        (c, a) ->
                                NormKernels.backwardSumsOfRows(
                                        c, a.f(0), a.f(1), a.f(2), a.active, T, ROWS, 35, 3)),
                new Case(
                        "backwardSums",
                        lengths(3, 2, T),
                        new int[] {OF_ROWS, STATISTICS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backwardSums,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        ROWS,
                                        3,
                                        8,
                                        2),
                        (c, a) -> NormKernels.backwardSums(c, a.f(0), a.f(1), T, ROWS, 3, 8, 2)),
                new Case(
                        "normaliseBackward",
                        lengths(7 * 5 * 3, ROWS, T),
                        new int[] {INPUT, INPUT, STATISTICS, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::backward,
                                        new KernelContext(),
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
                        (c, a) ->
                                NormKernels.backward(
                                        c,
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
                        lengths(3, T),
                        new int[] {STATISTICS, T * 30, T * WEIGHTS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        NormKernels::updateRunningStatistics,
                                        new KernelContext(),
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
                        (c, a) ->
                                NormKernels.updateRunningStatistics(
                                        c, a.f(0), a.f(1), a.f(2), a.active, T, ROWS, 35, 3, 8, 2,
                                        30, WEIGHTS, 4, 11, 0.9f)));
    }
}
