package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;

/// The kernels that load a minibatch and compute its losses.
class LossContractTest extends KernelContract {

    private static final int UNITS = T * ROWS * OUT;
    private static final int HYPERPARAMETERS = SLOTS * T * StepHyperparameters.COUNT;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "gather",
                        lengths(IN, ROWS, T),
                        new int[] {40 * IN, T * ROWS * IN},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::gather,
                                        new KernelContext(),
                                        a.f(0),
                                        a.order,
                                        a.control,
                                        a.active,
                                        a.f(1),
                                        T,
                                        ROWS,
                                        IN,
                                        ROWS),
                        (c, a) ->
                                BatchKernels.gather(
                                        c, a.f(0), a.order, a.control, a.active, a.f(1), T, ROWS,
                                        IN, ROWS)),
                new Case(
                        "crossEntropy",
                        lengths(ROWS, T),
                        new int[] {UNITS, HYPERPARAMETERS, UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::crossEntropy,
                                        new KernelContext(),
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.control,
                                        a.positive(1),
                                        a.f(2),
                                        a.f(3),
                                        T,
                                        ROWS,
                                        OUT),
                        (c, a) ->
                                BatchKernels.crossEntropy(
                                        c,
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.control,
                                        a.positive(1),
                                        a.f(2),
                                        a.f(3),
                                        T,
                                        ROWS,
                                        OUT)),
                new Case(
                        "squaredError",
                        lengths(ROWS, T),
                        new int[] {UNITS, HYPERPARAMETERS, UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::squaredError,
                                        new KernelContext(),
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.control,
                                        a.positive(1),
                                        a.f(2),
                                        a.f(3),
                                        T,
                                        ROWS,
                                        OUT),
                        (c, a) ->
                                BatchKernels.squaredError(
                                        c,
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.control,
                                        a.positive(1),
                                        a.f(2),
                                        a.f(3),
                                        T,
                                        ROWS,
                                        OUT)),
                new Case(
                        "evaluateCrossEntropy",
                        lengths(ROWS, T),
                        new int[] {UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::evaluateCrossEntropy,
                                        new KernelContext(),
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.f(1),
                                        a.correct,
                                        T,
                                        ROWS,
                                        OUT),
                        (c, a) ->
                                BatchKernels.evaluateCrossEntropy(
                                        c, a.f(0), a.labels, a.order, a.f(1), a.correct, T, ROWS,
                                        OUT)),
                new Case(
                        "evaluateSquaredError",
                        lengths(ROWS, T),
                        new int[] {UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::evaluateSquaredError,
                                        new KernelContext(),
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.f(1),
                                        a.correct,
                                        T,
                                        ROWS,
                                        OUT),
                        (c, a) ->
                                BatchKernels.evaluateSquaredError(
                                        c, a.f(0), a.labels, a.order, a.f(1), a.correct, T, ROWS,
                                        OUT)));
    }
}
