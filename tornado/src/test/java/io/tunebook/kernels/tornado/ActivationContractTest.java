package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;

/// The activations, their derivatives and dropout.
class ActivationContractTest extends KernelContract {

    private static final int UNITS = T * ROWS * OUT;
    private static final int HYPERPARAMETERS = SLOTS * T * StepHyperparameters.COUNT;

    static Stream<Case> cases() {
        return Stream.concat(
                Stream.of(Activations.RELU, Activations.TANH, Activations.GELU)
                        .map(ActivationContractTest::activate),
                Stream.of(drop(), backward()));
    }

    private static Case activate(int activation) {
        return new Case(
                "activation " + activation,
                lengths(ROWS * OUT, T),
                new int[] {UNITS, UNITS},
                1e-6,
                (g, _, a) ->
                        g.task(
                                "k",
                                ActivationKernels::activate,
                                new KernelContext(),
                                a.f(0),
                                a.f(1),
                                a.active,
                                T,
                                ROWS * OUT,
                                activation,
                                1),
                (c, a) ->
                        ActivationKernels.activate(
                                c, a.f(0), a.f(1), a.active, T, ROWS * OUT, activation, 1));
    }

    private static Case drop() {
        return new Case(
                "drop",
                lengths(OUT, ROWS, T),
                new int[] {UNITS, UNITS, HYPERPARAMETERS},
                1e-6,
                (g, _, a) ->
                        g.task(
                                "k",
                                ActivationKernels::drop,
                                new KernelContext(),
                                a.f(0),
                                a.f(1),
                                a.f(2),
                                a.dropout,
                                a.control,
                                T,
                                ROWS,
                                OUT,
                                6,
                                16,
                                2),
                (c, a) ->
                        ActivationKernels.drop(
                                c, a.f(0), a.f(1), a.f(2), a.dropout, a.control, T, ROWS, OUT, 6,
                                16, 2));
    }

    private static Case backward() {
        return new Case(
                "activationBackward",
                lengths(ROWS * OUT, T),
                new int[] {UNITS, UNITS},
                0,
                (g, _, a) ->
                        g.task(
                                "k",
                                ActivationKernels::backward,
                                new KernelContext(),
                                a.f(0),
                                a.f(1),
                                a.active,
                                T,
                                ROWS * OUT),
                (c, a) -> ActivationKernels.backward(c, a.f(0), a.f(1), a.active, T, ROWS * OUT));
    }
}
