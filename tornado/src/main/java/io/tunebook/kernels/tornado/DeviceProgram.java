package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Loss;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/// The compiled program of a population on a device: one graph for a training step of all trials,
/// and one graph for the forward pass of an evaluation batch. Dataset, parameters and the
/// optimizer's state stay on the device; a step transfers row numbers and hyperparameters.
final class DeviceProgram implements AutoCloseable {

    /// The number of steps whose reports are fetched together.
    static final int SLOTS = 16;

    /// The action on the state before a step.
    enum StateAction {
        NONE(0),
        SAVE(1),
        RESTORE(2);

        /// The value that [UpdateKernels#saveOrRestore] reads.
        private final int mode;

        StateAction(int mode) {
            this.mode = mode;
        }
    }

    /// Graphs with the same name would share their arrays on the device.
    private static final AtomicInteger PROGRAM_COUNT = new AtomicInteger();

    private final int number = PROGRAM_COUNT.incrementAndGet();
    private final TrainingPlan shape;
    private final int trials;
    private final StateLayout layout;
    private final DeviceDataset dataset;
    private final ProductKernels products;
    private final FloatArray state;
    private final IntArray order;
    private final FloatArray hyper;
    private final LongArray dropout;
    private final IntArray control = new IntArray(2);
    private final FloatArray reports;
    private final IntArray evaluatedRows;
    private final FloatArray losses;
    private final IntArray correct;
    private final GridScheduler grid = new GridScheduler();
    private final TornadoExecutionPlan plan;
    private @Nullable TornadoExecutionResult last;

    /// @param plans of the trials: equal in everything that their kernels are compiled for
    /// @param states `[trials][layout.size()]`
    /// @param trains whether for training; otherwise only for evaluations
    DeviceProgram(
            TornadoDevice device,
            ProductKernels products,
            List<TrainingPlan> plans,
            Split split,
            float[] states,
            boolean trains) {
        this.shape = plans.getFirst();
        this.trials = plans.size();
        this.products = products;
        this.layout =
                new StateLayout(shape.network(), StepHyperparameters.moments(shape.optimizer()));
        this.dataset = DeviceDataset.of(split);
        this.state = FloatArray.fromArray(states);
        int evaluated = MemoryFootprint.evaluatedRows(shape, split);
        this.order = zeros(trials * shape.batchSize());
        this.hyper = new FloatArray(trials * StepHyperparameters.COUNT);
        this.dropout = new LongArray(trials * StepHyperparameters.LONGS);
        this.reports = new FloatArray(trials * SLOTS * UpdateKernels.REPORT);
        this.evaluatedRows = zeros(trials * evaluated);
        this.losses = new FloatArray(trials * evaluated);
        this.correct = zeros(trials * evaluated);
        hyper.init(0f);
        dropout.init(0L);
        reports.init(0f);
        losses.init(0f);
        control.init(0);
        boolean drops = plans.stream().anyMatch(p -> p.regularisation().dropout() > 0);
        TaskGraph evaluation = evaluation(evaluated, trains);
        this.plan =
                trains
                        ? new TornadoExecutionPlan(
                                training(drops).snapshot(), evaluation.snapshot())
                        : new TornadoExecutionPlan(evaluation.snapshot());
        plan.withDevice(device);
    }

    StateLayout layout() {
        return layout;
    }

    /// Runs one training step of every trial.
    ///
    /// @param rows `[trials][batch]`, rows of the training set
    /// @param hypers `[trials][StepHyperparameters.COUNT]`
    /// @param dropouts `[trials][StepHyperparameters.LONGS]`
    /// @param slot the slot of the step's reports, below [#SLOTS]
    void step(int[] rows, float[] hypers, long[] dropouts, int slot, StateAction action) {
        for (int i = 0; i < rows.length; i++) {
            order.set(i, rows[i]);
        }
        for (int i = 0; i < hypers.length; i++) {
            hyper.set(i, hypers[i]);
        }
        for (int i = 0; i < dropouts.length; i++) {
            dropout.set(i, dropouts[i]);
        }
        control.set(0, slot);
        control.set(1, action.mode);
        last = execute(0);
    }

    /// The reports of all slots since the last fetch, `[trials][SLOTS][UpdateKernels.REPORT]`.
    float[] reports() {
        fetch(reports);
        return reports.toHeapArray();
    }

    /// The state of a trial, in the order of [StateLayout].
    float[] state(int trial) {
        if (last != null) {
            fetch(state);
        }
        float[] own = new float[layout.size()];
        for (int i = 0; i < own.length; i++) {
            own[i] = state.get(trial * layout.size() + i);
        }
        return own;
    }

    /// For each trial the sum of the losses and the number of wrong rows.
    record EvaluationSums(double[] losses, int[] wrong) {}

    /// Computes the forward pass of rows of the dataset on the device for every trial's network.
    EvaluationSums evaluate(int[] rows) {
        EvaluationSums sums = new EvaluationSums(new double[trials], new int[trials]);
        int batch = evaluatedRows.getSize() / trials;
        for (int start = 0; start < rows.length; start += batch) {
            int count = Math.min(batch, rows.length - start);
            for (int i = 0; i < evaluatedRows.getSize(); i++) {
                evaluatedRows.set(i, rows[start + Math.min(i % batch, count - 1)]);
            }
            execute(last == null ? 0 : 1);
            for (int t = 0; t < trials; t++) {
                for (int r = 0; r < count; r++) {
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

    private TornadoExecutionResult execute(int graph) {
        plan.withGraph(graph);
        if (!grid.keySet().isEmpty()) {
            plan.withGridScheduler(grid);
        }
        return plan.execute();
    }

    private void fetch(FloatArray array) {
        TornadoExecutionResult result = last;
        if (result == null) {
            throw new IllegalStateException("no step has run yet");
        }
        plan.withGraph(0);
        result.transferToHost(array);
    }

    private TaskGraph training(boolean drops) {
        TaskGraph graph = new TaskGraph("train" + number);
        int rows = shape.batchSize();
        int parameters = layout.parameters();
        FloatArray gradient = zeros(trials, parameters);
        NetworkTasks tasks =
                new NetworkTasks(
                        new NetworkTasks.Setup(
                                graph,
                                grid,
                                shape.network(),
                                layout,
                                products,
                                trials,
                                rows,
                                state,
                                gradient));
        int inputs = shape.network().input().size();
        int classes = shape.network().classes();
        int chunks = (parameters + UpdateKernels.CHUNK - 1) / UpdateKernels.CHUNK;
        FloatArray before = zeros(trials, layout.size());
        FloatArray x = tasks.values(inputs);
        FloatArray dz = tasks.values(classes);
        FloatArray rowLosses = tasks.values(1);
        FloatArray partial = tasks.buffer(trials * chunks * 2);
        FloatArray scales = tasks.buffer(trials);
        FloatArray decayed = FloatArray.fromArray(layout.decayed());
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, order, hyper, dropout, control);
        graph.transferToDevice(
                DataTransferMode.FIRST_EXECUTION,
                dataset.features(),
                dataset.labels(),
                state,
                before,
                gradient,
                decayed,
                reports);
        graph.task(
                "saveOrRestore",
                UpdateKernels::saveOrRestore,
                state,
                before,
                control,
                state.getSize());
        graph.task(
                "gather", BatchKernels::gather, dataset.features(), order, x, trials, rows, inputs);
        FloatArray z = tasks.forward(x, hyper, dropout, drops);
        graph.task(
                "loss",
                shape.loss() == Loss.CROSS_ENTROPY
                        ? BatchKernels::crossEntropy
                        : BatchKernels::squaredError,
                z,
                dataset.labels(),
                order,
                hyper,
                dz,
                rowLosses,
                trials,
                rows,
                classes);
        tasks.backward(dz);
        int first = layout.blocks().getFirst().offsets();
        graph.task(
                "measure",
                UpdateKernels::measure,
                gradient,
                partial,
                trials,
                chunks,
                parameters,
                first);
        graph.task(
                "report",
                UpdateKernels::report,
                rowLosses,
                partial,
                hyper,
                control,
                scales,
                reports,
                trials,
                rows,
                chunks,
                SLOTS);
        update(graph, gradient, decayed, scales);
        graph.transferToHost(DataTransferMode.UNDER_DEMAND, reports, state);
        graph.persistOnDevice(dataset.features(), dataset.labels());
        return graph;
    }

    private void update(
            TaskGraph graph, FloatArray gradient, FloatArray decayed, FloatArray scales) {
        int parameters = layout.parameters();
        graph.task(
                "update",
                switch (shape.optimizer()) {
                    case io.tunebook.kernels.Optimizer.Sgd _ -> UpdateKernels::sgd;
                    case io.tunebook.kernels.Optimizer.Momentum _ -> UpdateKernels::momentum;
                    case io.tunebook.kernels.Optimizer.Nesterov _ -> UpdateKernels::momentum;
                    case io.tunebook.kernels.Optimizer.RmsProp _ -> UpdateKernels::rmsProp;
                    case io.tunebook.kernels.Optimizer.Adam _ -> UpdateKernels::adam;
                    case io.tunebook.kernels.Optimizer.AdamW _ -> UpdateKernels::adam;
                    case io.tunebook.kernels.Optimizer.NAdam _ -> UpdateKernels::adam;
                },
                state,
                gradient,
                decayed,
                hyper,
                scales,
                trials,
                parameters,
                layout.size());
    }

    /// @param trained whether the training graph has already transferred dataset and state
    private TaskGraph evaluation(int rows, boolean trained) {
        TaskGraph graph = new TaskGraph("evaluate" + number);
        NetworkTasks tasks =
                new NetworkTasks(
                        new NetworkTasks.Setup(
                                graph,
                                grid,
                                shape.network(),
                                layout,
                                products,
                                trials,
                                rows,
                                state,
                                new FloatArray(1)));
        int inputs = shape.network().input().size();
        int classes = shape.network().classes();
        FloatArray x = tasks.values(inputs);
        if (trained) {
            graph.consumeFromDevice("train" + number, dataset.features(), dataset.labels(), state);
        } else {
            graph.transferToDevice(
                    DataTransferMode.FIRST_EXECUTION, dataset.features(), dataset.labels(), state);
        }
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, evaluatedRows);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, losses, correct);
        graph.task(
                "gather",
                BatchKernels::gather,
                dataset.features(),
                evaluatedRows,
                x,
                trials,
                rows,
                inputs);
        FloatArray z = tasks.forward(x, hyper, dropout, false);
        graph.task(
                "evaluate",
                shape.loss() == Loss.CROSS_ENTROPY
                        ? BatchKernels::evaluateCrossEntropy
                        : BatchKernels::evaluateSquaredError,
                z,
                dataset.labels(),
                evaluatedRows,
                losses,
                correct,
                trials,
                rows,
                classes);
        graph.transferToHost(DataTransferMode.EVERY_EXECUTION, losses, correct);
        return graph;
    }

    private static FloatArray zeros(int trials, int each) {
        FloatArray array = new FloatArray(trials * each);
        array.init(0f);
        return array;
    }

    private static IntArray zeros(int length) {
        IntArray array = new IntArray(length);
        array.init(0);
        return array;
    }
}
