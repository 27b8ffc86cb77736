package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The kernels that measure a gradient and apply an optimizer's update.
class OptimizerContractTest extends KernelContract {

    private static final int PARAMETERS = 700;
    private static final int STATE = 3 * PARAMETERS + 9;
    private static final int CHUNKS = 3;
    private static final int HYPERPARAMETERS = T * StepHyperparameters.COUNT;
    private static final int[] UPDATE = {T * STATE, T * PARAMETERS, PARAMETERS, HYPERPARAMETERS, T};

    interface Update {
        void call(
                FloatArray state,
                FloatArray gradient,
                FloatArray decayed,
                FloatArray hyper,
                FloatArray scales,
                int trials,
                int parameters,
                int size);
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "sgd",
                        UPDATE,
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::sgd,
                                        a.positive(0),
                                        a.f(1),
                                        a.f(2),
                                        a.positive(3),
                                        a.f(4),
                                        T,
                                        PARAMETERS,
                                        STATE),
                        a -> plain(a, UpdateKernels::sgd)),
                new Case(
                        "momentum",
                        UPDATE,
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::momentum,
                                        a.positive(0),
                                        a.f(1),
                                        a.f(2),
                                        a.positive(3),
                                        a.f(4),
                                        T,
                                        PARAMETERS,
                                        STATE),
                        a -> plain(a, UpdateKernels::momentum)),
                new Case(
                        "rmsProp",
                        UPDATE,
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::rmsProp,
                                        a.positive(0),
                                        a.f(1),
                                        a.f(2),
                                        a.positive(3),
                                        a.f(4),
                                        T,
                                        PARAMETERS,
                                        STATE),
                        a -> plain(a, UpdateKernels::rmsProp)),
                new Case(
                        "adam",
                        UPDATE,
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::adam,
                                        a.positive(0),
                                        a.f(1),
                                        a.f(2),
                                        a.positive(3),
                                        a.f(4),
                                        T,
                                        PARAMETERS,
                                        STATE),
                        a -> plain(a, UpdateKernels::adam)),
                new Case(
                        "saveOrRestore",
                        new int[] {T * STATE, T * STATE},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::saveOrRestore,
                                        a.f(0),
                                        a.f(1),
                                        a.control,
                                        T * STATE),
                        a -> UpdateKernels.saveOrRestore(a.f(0), a.f(1), a.control, T * STATE)),
                new Case(
                        "measure",
                        new int[] {T * PARAMETERS, T * CHUNKS * 2},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::measure,
                                        a.f(0),
                                        a.f(1),
                                        T,
                                        CHUNKS,
                                        PARAMETERS,
                                        300),
                        a -> UpdateKernels.measure(a.f(0), a.f(1), T, CHUNKS, PARAMETERS, 300)),
                new Case(
                        "report",
                        new int[] {T * ROWS, T * CHUNKS * 2, HYPERPARAMETERS, T, T * 4 * 3},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::report,
                                        a.f(0),
                                        a.positive(1),
                                        a.positive(2),
                                        a.control,
                                        a.f(3),
                                        a.f(4),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        4),
                        a ->
                                UpdateKernels.report(
                                        a.f(0),
                                        a.positive(1),
                                        a.positive(2),
                                        a.control,
                                        a.f(3),
                                        a.f(4),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        4)));
    }

    private static void plain(KernelArrays a, Update update) {
        update.call(a.positive(0), a.f(1), a.f(2), a.positive(3), a.f(4), T, PARAMETERS, STATE);
    }
}
