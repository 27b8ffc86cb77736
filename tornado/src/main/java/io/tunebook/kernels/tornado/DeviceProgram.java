package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.concurrent.atomic.AtomicInteger;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The compiled program for trials of one shape on a device, with room for a fixed number of them.
/// Dataset, parameters and the optimizer's state stay on the device.
///
/// Its graphs share their arrays: [#LOAD] transfers the rows and hyperparameters of up to [#SLOTS]
/// steps, [#TRAIN] is one step without a transfer, [#EVALUATE] one batch of an evaluation, and
/// [#EXCHANGE] moves the state of one trial to or from the device.
final class DeviceProgram implements AutoCloseable {

    /// The number of steps that are transferred, and whose reports are fetched, together.
    static final int SLOTS = 16;

    private static final int LOAD = 0;
    private static final int TRAIN = 1;
    private static final int EVALUATE = 2;
    private static final int EXCHANGE = 3;
    private static final int REPORTS = 4;

    /// The action on the states before the first of some steps.
    enum StateAction {
        NONE(0),
        SAVE(1),
        RESTORE(2);

        /// The value that [UpdateKernels#saveOrRestore] reads.
        private final int code;

        StateAction(int code) {
            this.code = code;
        }
    }

    /// Graphs with the same name would share their arrays on the device.
    private static final AtomicInteger PROGRAM_COUNT = new AtomicInteger();

    private final int number = PROGRAM_COUNT.incrementAndGet();
    private final TrainingPlan shape;
    private final int trials;
    private final StateLayout layout;
    private final DeviceDataset dataset;
    private final FloatArray state;
    private final IntArray order;
    private final FloatArray hyper;
    private final LongArray dropout;
    private final IntArray control = new IntArray(StepControl.SIZE);
    private final IntArray active;
    private final FloatArray reports;
    private final IntArray evaluatedRows;
    private final IntArray evaluated;
    private final FloatArray losses;
    private final IntArray correct;
    private final FloatArray row;
    private final IntArray where = new IntArray(2);
    private final Grids grids = new Grids();
    private final TornadoExecutionPlan plan;
    private int launches;

    /// @param shape a plan of the shape: its trials are equal in everything that kernels are
    ///   compiled for
    /// @param trials the most trials that are trained together
    DeviceProgram(TornadoDevice device, TrainingPlan shape, Split split, int trials) {
        this.shape = shape;
        this.trials = trials;
        this.layout =
                new StateLayout(shape.network(), StepHyperparameters.moments(shape.optimizer()));
        this.dataset = DeviceDataset.of(split);
        int rows = MemoryFootprint.evaluatedRows(shape, split);
        this.state = zeros((long) trials * layout.size());
        this.order = new IntArray(SLOTS * trials * shape.batchSize());
        this.hyper = zeros((long) SLOTS * trials * StepHyperparameters.COUNT);
        this.dropout = new LongArray(SLOTS * trials * StepHyperparameters.LONGS);
        this.reports = zeros((long) SLOTS * trials * UpdateKernels.REPORT);
        this.active = new IntArray(trials);
        this.evaluated = new IntArray(trials);
        this.evaluatedRows = new IntArray(rows);
        this.losses = zeros((long) trials * rows);
        this.correct = new IntArray(trials * rows);
        this.row = zeros(layout.size());
        order.init(0);
        dropout.init(0L);
        active.init(0);
        evaluated.init(0);
        evaluatedRows.init(0);
        correct.init(0);
        control.init(0);
        where.init(0);
        this.plan =
                new TornadoExecutionPlan(
                        load().snapshot(),
                        training().snapshot(),
                        evaluation(rows).snapshot(),
                        exchange().snapshot(),
                        reportFetch().snapshot());
        plan.withDevice(device).withGridScheduler(grids.scheduler());
        if (Devices.hasGraphs(device)) {
            plan.withCUDAGraph();
        }
        execute(LOAD);
        execute(TRAIN);
        execute(EVALUATE);
    }

    StateLayout layout() {
        return layout;
    }

    /// The most trials that are trained together.
    int trials() {
        return trials;
    }

    /// Tasks of a training step.
    int launches() {
        return launches;
    }

    /// The bytes of all transfers of [#SLOTS] steps and their reports.
    long bytesOfGroup() {
        return 4L * (order.getSize() + hyper.getSize() + control.getSize() + active.getSize())
                + 8L * dropout.getSize()
                + 4L * reports.getSize();
    }

    /// Limits the next launches to the first `count` trials: see [Grids#use].
    void use(int count) {
        grids.use(count);
    }

    /// Transfers the next steps to the device.
    void load(StepBatch steps, StateAction action) {
        steps.write(order, hyper, dropout, active);
        control.set(StepControl.NOW, 0);
        control.set(StepControl.NEXT, 0);
        control.set(StepControl.ACTION, action.code);
        execute(LOAD);
    }

    /// Runs the next of the loaded steps.
    void step() {
        execute(TRAIN);
    }

    /// The reports of the steps since [#load], `[SLOTS][trials][UpdateKernels.REPORT]`.
    FloatArray reports() {
        execute(REPORTS);
        return reports;
    }

    /// The state of a trial, in the order of [StateLayout].
    float[] state(int trial) {
        where.set(0, trial);
        where.set(1, 0);
        execute(EXCHANGE);
        return row.toHeapArray();
    }

    void setState(int trial, float[] values) {
        for (int i = 0; i < values.length; i++) {
            row.set(i, values[i]);
        }
        where.set(0, trial);
        where.set(1, 1);
        execute(EXCHANGE);
    }

    /// For each trial the sum of the losses and the number of wrong rows.
    record EvaluationSums(double[] losses, int[] wrong) {}

    /// Computes the forward pass of rows of the dataset for the networks of some trials.
    ///
    /// @param which for each trial whether it is evaluated
    EvaluationSums evaluate(int[] rows, boolean[] which) {
        for (int t = 0; t < trials; t++) {
            evaluated.set(t, which[t] ? 1 : 0);
        }
        EvaluationSums sums = new EvaluationSums(new double[trials], new int[trials]);
        int batch = evaluatedRows.getSize();
        for (int start = 0; start < rows.length; start += batch) {
            int count = Math.min(batch, rows.length - start);
            for (int i = 0; i < batch; i++) {
                evaluatedRows.set(i, rows[start + Math.min(i, count - 1)]);
            }
            execute(EVALUATE);
            for (int t = 0; t < trials; t++) {
                for (int r = 0; which[t] && r < count; r++) {
                    sums.losses()[t] += losses.get(t * batch + r);
                    sums.wrong()[t] += 1 - correct.get(t * batch + r);
                }
            }
        }
        return sums;
    }

    @Override
    public void close() {
        try {
            plan.freeDeviceMemory();
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new IllegalStateException(
                    "TornadoVM cannot free the device memory: restart the process", e);
        }
    }

    private void execute(int graph) {
        plan.withGraph(graph).execute();
    }

    private TaskGraph load() {
        FloatArray before = zeros(state.getSize());
        TaskGraph graph = new TaskGraph("load" + number);
        grids.elements(graph, "saveOrRestore", state.getSize());
        grids.elements(graph, "touch", 1);
        graph.transferToDevice(
                        DataTransferMode.EVERY_EXECUTION, order, hyper, dropout, control, active)
                .transferToDevice(
                        DataTransferMode.FIRST_EXECUTION,
                        state,
                        before,
                        dataset.features(),
                        dataset.labels(),
                        reports)
                .task(
                        "saveOrRestore",
                        UpdateKernels::saveOrRestore,
                        new KernelContext(),
                        state,
                        before,
                        control,
                        state.getSize())
                .task(
                        "touch",
                        BatchKernels::touch,
                        new KernelContext(),
                        order,
                        hyper,
                        dropout,
                        active,
                        reports,
                        dataset.features(),
                        dataset.labels())
                .persistOnDevice(shared());
        return graph;
    }

    /// The arrays that graphs share. Each graph names them both as consumed and as kept: a graph
    /// frees what it does not keep.
    private Object[] shared() {
        return new Object[] {
            order,
            hyper,
            dropout,
            control,
            active,
            state,
            reports,
            dataset.features(),
            dataset.labels()
        };
    }

    private TaskGraph training() {
        TaskGraph graph = new TaskGraph("train" + number);
        graph.consumeFromDevice("load" + number, shared());
        int rows = shape.batchSize();
        int parameters = layout.parameters();
        int classes = shape.network().classes();
        GradientParts parts = GradientParts.of(layout);
        FloatArray gradient = zeros((long) trials * parameters);
        FloatArray partial = zeros(parts.floats(trials));
        FloatArray dz = zeros((long) trials * rows * classes);
        FloatArray rowLosses = zeros((long) trials * rows);
        FloatArray decayed = FloatArray.fromArray(layout.decayed());
        graph.transferToDevice(
                DataTransferMode.FIRST_EXECUTION, gradient, partial, dz, rowLosses, decayed);
        NetworkTasks tasks =
                new NetworkTasks(setup(graph, rows, gradient, partial, order, rows, active));
        FloatArray z = tasks.forward();
        grids.elements(graph, "loss", rows, trials);
        graph.task(
                "loss",
                shape.loss() == Loss.CROSS_ENTROPY
                        ? BatchKernels::crossEntropy
                        : BatchKernels::squaredError,
                new KernelContext(),
                z,
                dataset.labels(),
                order,
                control,
                hyper,
                dz,
                rowLosses,
                trials,
                rows,
                classes);
        tasks.backward(dz);
        if (!parts.measured()) {
            grids.elements(graph, "measure", parts.count(), trials);
            graph.task(
                    "measure",
                    UpdateKernels::measure,
                    new KernelContext(),
                    gradient,
                    partial,
                    active,
                    trials,
                    parts.count(),
                    parameters,
                    layout.blocks().getFirst().offsets());
        }
        update(graph, gradient, decayed, rowLosses, partial, parts.count());
        launches = tasks.count() + (parts.measured() ? 2 : 3);
        graph.persistOnDevice(shared());
        return graph;
    }

    private NetworkTasks.Setup setup(
            TaskGraph graph,
            int rows,
            FloatArray gradient,
            FloatArray partial,
            IntArray rowNumbers,
            int orderOfTrial,
            IntArray trained) {
        return new NetworkTasks.Setup(
                graph,
                grids,
                shape.network(),
                layout,
                trials,
                rows,
                state,
                gradient,
                partial,
                dataset.features(),
                rowNumbers,
                orderOfTrial,
                control,
                trained,
                hyper,
                dropout,
                gradient.getSize() > 1 && shape.regularisation().dropout() > 0);
    }

    private void update(
            TaskGraph graph,
            FloatArray gradient,
            FloatArray decayed,
            FloatArray rowLosses,
            FloatArray partial,
            int partials) {
        graph.task(
                "update",
                switch (shape.optimizer()) {
                    case Optimizer.Sgd _ -> UpdateKernels::sgd;
                    case Optimizer.Momentum _, Optimizer.Nesterov _ -> UpdateKernels::momentum;
                    case Optimizer.RmsProp _ -> UpdateKernels::rmsProp;
                    case Optimizer.Adam _, Optimizer.AdamW _, Optimizer.NAdam _ ->
                            UpdateKernels::adam;
                },
                new KernelContext(),
                state,
                gradient,
                decayed,
                rowLosses,
                partial,
                hyper,
                control,
                reports,
                trials,
                shape.batchSize(),
                partials,
                layout.parameters(),
                layout.size());
        grids.update(graph, "update", layout.parameters(), trials);
    }

    private TaskGraph evaluation(int rows) {
        TaskGraph graph = new TaskGraph("evaluate" + number);
        graph.consumeFromDevice("load" + number, shared())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, evaluatedRows, evaluated)
                .transferToDevice(DataTransferMode.FIRST_EXECUTION, losses, correct);
        NetworkTasks tasks =
                new NetworkTasks(
                        setup(
                                graph,
                                rows,
                                new FloatArray(1),
                                new FloatArray(1),
                                evaluatedRows,
                                0,
                                evaluated));
        FloatArray z = tasks.forward();
        grids.elements(graph, "evaluate", rows, trials);
        graph.task(
                "evaluate",
                shape.loss() == Loss.CROSS_ENTROPY
                        ? BatchKernels::evaluateCrossEntropy
                        : BatchKernels::evaluateSquaredError,
                new KernelContext(),
                z,
                dataset.labels(),
                evaluatedRows,
                losses,
                correct,
                trials,
                rows,
                shape.network().classes());
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, losses, correct);
        graph.persistOnDevice(shared());
        return graph;
    }

    private TaskGraph exchange() {
        TaskGraph graph = new TaskGraph("exchange" + number);
        grids.elements(graph, "exchange", layout.size());
        return graph.consumeFromDevice("load" + number, shared())
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, row, where)
                .task(
                        "exchange",
                        UpdateKernels::exchange,
                        new KernelContext(),
                        state,
                        row,
                        where,
                        layout.size())
                .transferToHost(DataTransferMode.EVERY_EXECUTION, row)
                .persistOnDevice(shared());
    }

    private TaskGraph reportFetch() {
        TaskGraph graph = new TaskGraph("reports" + number);
        grids.elements(graph, "touch", 1);
        return graph.consumeFromDevice("load" + number, shared())
                .task("touch", UpdateKernels::touch, new KernelContext(), reports)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, reports)
                .persistOnDevice(shared());
    }

    private static FloatArray zeros(long length) {
        FloatArray array = new FloatArray(Math.toIntExact(length));
        array.init(0f);
        return array;
    }
}
