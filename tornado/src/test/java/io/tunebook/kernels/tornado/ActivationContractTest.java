package io.tunebook.kernels.tornado;

import java.util.stream.Stream;

/// The activations, their derivatives and dropout.
class ActivationContractTest extends KernelContract {

    private static final int UNITS = T * ROWS * OUT;
    private static final int HYPERPARAMETERS = T * StepHyperparameters.COUNT;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "relu",
                        new int[] {UNITS, UNITS},
                        0,
                        (g, _, a) -> g.task("k", ActivationKernels::relu, a.f(0), a.f(1), UNITS, 1),
                        a -> ActivationKernels.relu(a.f(0), a.f(1), UNITS, 1)),
                new Case(
                        "hyperbolicTangent",
                        new int[] {UNITS, UNITS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ActivationKernels::hyperbolicTangent,
                                        a.f(0),
                                        a.f(1),
                                        UNITS,
                                        1),
                        a -> ActivationKernels.hyperbolicTangent(a.f(0), a.f(1), UNITS, 1)),
                new Case(
                        "gelu",
                        new int[] {UNITS, UNITS},
                        1e-6,
                        (g, _, a) -> g.task("k", ActivationKernels::gelu, a.f(0), a.f(1), UNITS, 1),
                        a -> ActivationKernels.gelu(a.f(0), a.f(1), UNITS, 1)),
                new Case(
                        "drop",
                        new int[] {UNITS, UNITS, HYPERPARAMETERS},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        ActivationKernels::drop,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.dropout,
                                        T,
                                        ROWS,
                                        OUT,
                                        6,
                                        16,
                                        2),
                        a ->
                                ActivationKernels.drop(
                                        a.f(0), a.f(1), a.f(2), a.dropout, T, ROWS, OUT, 6, 16, 2)),
                new Case(
                        "activationBackward",
                        new int[] {UNITS, UNITS},
                        0,
                        (g, _, a) ->
                                g.task("k", ActivationKernels::backward, a.f(0), a.f(1), UNITS),
                        a -> ActivationKernels.backward(a.f(0), a.f(1), UNITS)));
    }
}
