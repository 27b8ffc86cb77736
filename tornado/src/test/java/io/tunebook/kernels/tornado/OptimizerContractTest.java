package io.tunebook.kernels.tornado;

import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The kernels that measure a gradient, and that report a step and apply an optimizer's update. The
/// work groups of an update share sums, which plain Java has no groups for: the formulas are
/// repeated here.
class OptimizerContractTest extends KernelContract {

    private static final int PARAMETERS = 2_300;
    private static final int STATE = 3 * PARAMETERS + 9;
    private static final int CHUNKS = 9;

    /// State, gradient, decayed, losses, partial sums, hyperparameters, reports.
    private static final int[] UPDATE = {
        T * STATE,
        T * PARAMETERS,
        PARAMETERS,
        T * ROWS,
        T * CHUNKS * 2,
        SLOTS * T * StepHyperparameters.COUNT,
        SLOTS * T * UpdateKernels.REPORT
    };

    /// Adds an update to a graph.
    private interface Update {
        void add(TaskGraph graph, KernelContext context, KernelArrays a);
    }

    /// The formula of an update for one parameter.
    ///
    /// A function of the weight at `i`, its moments `PARAMETERS` floats apart.
    private interface Formula {
        void apply(FloatArray s, int i, float g, float rate, float shrink, float[] own);
    }

    static Stream<Case> cases() {
        return Stream.of(
                update(
                        "sgd",
                        (g, c, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::sgd,
                                        c,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.f(3),
                                        a.f(4),
                                        a.f(5),
                                        a.control,
                                        a.f(6),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        PARAMETERS,
                                        STATE),
                        (s, i, g, rate, shrink, own) -> s.set(i, s.get(i) * shrink - rate * g)),
                update(
                        "momentum",
                        (g, c, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::momentum,
                                        c,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.f(3),
                                        a.f(4),
                                        a.f(5),
                                        a.control,
                                        a.f(6),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        PARAMETERS,
                                        STATE),
                        (s, i, g, rate, shrink, own) -> {
                            float v = own[0] * s.get(i + PARAMETERS) + g;
                            s.set(i + PARAMETERS, v);
                            s.set(i, s.get(i) * shrink - rate * (own[1] * g + own[2] * v));
                        }),
                update(
                        "rmsProp",
                        (g, c, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::rmsProp,
                                        c,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.f(3),
                                        a.f(4),
                                        a.f(5),
                                        a.control,
                                        a.f(6),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        PARAMETERS,
                                        STATE),
                        (s, i, g, rate, shrink, own) -> {
                            float square = own[0] * s.get(i + PARAMETERS) + own[1] * g * g;
                            s.set(i + PARAMETERS, square);
                            float move =
                                    own[2] * s.get(i + 2 * PARAMETERS)
                                            + rate * g / (float) Math.sqrt(square + own[3]);
                            s.set(i + 2 * PARAMETERS, move);
                            s.set(i, s.get(i) * shrink - move);
                        }),
                update(
                        "adam",
                        (g, c, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::adam,
                                        c,
                                        a.f(0),
                                        a.f(1),
                                        a.f(2),
                                        a.f(3),
                                        a.f(4),
                                        a.f(5),
                                        a.control,
                                        a.f(6),
                                        T,
                                        ROWS,
                                        CHUNKS,
                                        PARAMETERS,
                                        STATE),
                        (s, i, g, rate, shrink, own) -> {
                            float m = own[0] * s.get(i + PARAMETERS) + (1 - own[0]) * g;
                            float v = own[1] * s.get(i + 2 * PARAMETERS) + own[2] * g * g;
                            s.set(i + PARAMETERS, m);
                            s.set(i + 2 * PARAMETERS, v);
                            float root = (float) Math.sqrt(v) + own[5];
                            float move = own[3] * m + own[4] * g;
                            s.set(i, s.get(i) * shrink - rate * move / root);
                        }),
                new Case(
                        "saveOrRestore",
                        lengths(T * STATE),
                        new int[] {T * STATE, T * STATE},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::saveOrRestore,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.control,
                                        T * STATE),
                        (c, a) ->
                                UpdateKernels.saveOrRestore(
                                        c, a.f(0), a.f(1), a.control, T * STATE)),
                new Case(
                        "exchange",
                        lengths(STATE),
                        new int[] {T * STATE, STATE},
                        0,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::exchange,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.control,
                                        STATE),
                        (c, a) -> UpdateKernels.exchange(c, a.f(0), a.f(1), a.control, STATE)),
                new Case(
                        "measure",
                        lengths(CHUNKS, T),
                        new int[] {T * PARAMETERS, T * CHUNKS * 2},
                        1e-6,
                        (g, _, a) ->
                                g.task(
                                        "k",
                                        UpdateKernels::measure,
                                        new KernelContext(),
                                        a.f(0),
                                        a.f(1),
                                        a.active,
                                        T,
                                        CHUNKS,
                                        PARAMETERS,
                                        300),
                        (c, a) ->
                                UpdateKernels.measure(
                                        c, a.f(0), a.f(1), a.active, T, CHUNKS, PARAMETERS, 300)));
    }

    private static Case update(String name, Update update, Formula formula) {
        return new Case(
                name,
                lengths(),
                UPDATE,
                2e-6,
                (graph, grids, a) -> {
                    prepare(a);
                    grids.update(graph, "k", PARAMETERS, T);
                    update.add(graph, new KernelContext(), a);
                },
                (_, a) -> {
                    prepare(a);
                    plain(a, formula);
                });
    }

    /// Positive moments and hyperparameters; every other parameter decays; the gradient is clipped.
    private static void prepare(KernelArrays a) {
        a.positive(0);
        a.positive(4);
        a.positive(5);
        for (int i = 0; i < PARAMETERS; i++) {
            a.f(2).set(i, i % 2);
        }
        for (int t = 0; t < SLOTS * T; t++) {
            a.f(5).set(
                            t * StepHyperparameters.COUNT + StepHyperparameters.ACTIVE,
                            t % 3 == 1 ? 0 : 1);
        }
    }

    private static void plain(KernelArrays a, Formula formula) {
        int slot = a.control.get(StepControl.NOW);
        for (int t = 0; t < T; t++) {
            float squares = 0;
            float largest = 0;
            float loss = 0;
            for (int c = 0; c < CHUNKS; c++) {
                squares += a.f(4).get((t * CHUNKS + c) * 2);
                largest = Math.max(largest, a.f(4).get((t * CHUNKS + c) * 2 + 1));
            }
            for (int r = 0; r < ROWS; r++) {
                loss += a.f(3).get(t * ROWS + r);
            }
            float norm = (float) Math.sqrt(squares);
            int to = (slot * T + t) * UpdateKernels.REPORT;
            a.f(6).set(to, loss / ROWS);
            a.f(6).set(to + 1, norm);
            a.f(6).set(to + 2, largest);
            update(a, t, slot, norm, formula);
        }
        a.control.set(StepControl.NEXT, slot + 1);
    }

    private static void update(KernelArrays a, int t, int slot, float norm, Formula formula) {
        int h = (slot * T + t) * StepHyperparameters.COUNT;
        float[] own = new float[6];
        for (int i = 0; i < 6; i++) {
            own[i] = a.f(5).get(h + StepHyperparameters.OPTIMIZER + i);
        }
        float limit = a.f(5).get(h + StepHyperparameters.CLIP_NORM);
        float scale = norm > limit ? limit / norm : 1;
        float rate = a.f(5).get(h + StepHyperparameters.RATE);
        boolean active = a.f(5).get(h + StepHyperparameters.ACTIVE) > 0;
        for (int i = 0; active && i < PARAMETERS; i++) {
            float decay = a.f(2).get(i);
            float w = a.f(0).get(t * STATE + i);
            float g = a.f(1).get(t * PARAMETERS + i) * scale;
            g += decay * a.f(5).get(h + StepHyperparameters.L2) * w;
            float shrink = decay > 0 ? a.f(5).get(h + StepHyperparameters.SHRINK) : 1;
            formula.apply(a.f(0), t * STATE + i, g, rate, shrink, own);
        }
    }
}
