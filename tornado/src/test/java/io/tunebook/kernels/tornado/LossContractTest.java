package io.tunebook.kernels.tornado;

import java.util.stream.Stream;

/// The kernels that load a minibatch and compute its losses.
class LossContractTest extends KernelContract {

    private static final int UNITS = T * ROWS * OUT;
    private static final int HYPERPARAMETERS = SLOTS * T * StepHyperparameters.COUNT;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "gather",
                        new int[] {40 * IN, T * ROWS * IN},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::gather,
                                        a.f(0),
                                        a.order,
                                        a.control,
                                        a.active,
                                        a.f(1),
                                        T,
                                        ROWS,
                                        IN,
                                        ROWS),
                        a ->
                                BatchKernels.gather(
                                        a.f(0), a.order, a.control, a.active, a.f(1), T, ROWS, IN,
                                        ROWS)),
                new Case(
                        "crossEntropy",
                        new int[] {UNITS, HYPERPARAMETERS, UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::crossEntropy,
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
                        a ->
                                BatchKernels.crossEntropy(
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
                        new int[] {UNITS, HYPERPARAMETERS, UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::squaredError,
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
                        a ->
                                BatchKernels.squaredError(
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
                        new int[] {UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::evaluateCrossEntropy,
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.f(1),
                                        a.correct,
                                        T,
                                        ROWS,
                                        OUT),
                        a ->
                                BatchKernels.evaluateCrossEntropy(
                                        a.f(0), a.labels, a.order, a.f(1), a.correct, T, ROWS,
                                        OUT)),
                new Case(
                        "evaluateSquaredError",
                        new int[] {UNITS, T * ROWS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        BatchKernels::evaluateSquaredError,
                                        a.f(0),
                                        a.labels,
                                        a.order,
                                        a.f(1),
                                        a.correct,
                                        T,
                                        ROWS,
                                        OUT),
                        a ->
                                BatchKernels.evaluateSquaredError(
                                        a.f(0), a.labels, a.order, a.f(1), a.correct, T, ROWS,
                                        OUT)));
    }
}
