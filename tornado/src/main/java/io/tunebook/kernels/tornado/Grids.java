package io.tunebook.kernels.tornado;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.WorkerGrid2D;
import uk.ac.manchester.tornado.api.WorkerGrid3D;

/// The grids of a program's tasks.
///
/// Every task has one, and every kernel is written for one thread: TornadoVM's parallel loops are
/// not used, because version 5.2.0 takes the bounds of nested ones from each other, or runs none of
/// them on a CUDA device, without an error.
final class Grids {

    private final GridScheduler scheduler = new GridScheduler();

    /// Those of work groups that each belong to one trial.
    private final List<WorkerGrid> ofTrials = new ArrayList<>();

    GridScheduler scheduler() {
        return scheduler;
    }

    /// The grid of a kernel with one thread for each element, and some beyond the ends.
    ///
    /// @param lengths in each direction, that of neighbouring threads first
    void elements(TaskGraph graph, String task, long... lengths) {
        WorkerGrid grid =
                switch (lengths.length) {
                    case 1 -> new WorkerGrid1D(whole(lengths[0], 256));
                    case 2 -> new WorkerGrid2D(whole(lengths[0], 64), whole(lengths[1], 4));
                    case 3 ->
                            new WorkerGrid3D(
                                    whole(lengths[0], 32),
                                    whole(lengths[1], 4),
                                    Math.toIntExact(lengths[2]));
                    default -> throw new IllegalArgumentException("one to three directions");
                };
        switch (lengths.length) {
            case 1 -> grid.setLocalWork(256, 1, 1);
            case 2 -> grid.setLocalWork(64, 4, 1);
            default -> grid.setLocalWork(32, 4, 1);
        }
        add(graph, task, grid);
    }

    private static int whole(long length, int multiple) {
        return Math.toIntExact((length + multiple - 1) / multiple * multiple);
    }

    /// The grid of a product in blocks.
    void blocks(TaskGraph graph, String task, int lines, int columns, int trials) {
        WorkerGrid grid =
                new WorkerGrid3D(
                        BlockedKernels.threadsAcross(columns),
                        BlockedKernels.threadsDown(lines),
                        trials);
        grid.setLocalWork(BlockedKernels.ACROSS, BlockedKernels.DOWN, 1);
        ofTrials.add(grid);
        add(graph, task, grid);
    }

    /// The grid of an update.
    void update(TaskGraph graph, String task, int parameters, int trials) {
        int groups = (parameters + UpdateKernels.OF_GROUP - 1) / UpdateKernels.OF_GROUP;
        WorkerGrid grid = new WorkerGrid2D(groups * UpdateKernels.GROUP, trials);
        grid.setLocalWork(UpdateKernels.GROUP, 1, 1);
        ofTrials.add(grid);
        add(graph, task, grid);
    }

    /// Launches the work groups of the first `count` trials only; the others are inactive. A
    /// captured graph keeps its grids: there, the groups of inactive trials end at once.
    void use(int count) {
        for (WorkerGrid grid : ofTrials) {
            long[] work = grid.getGlobalWork();
            boolean flat = grid.dimension() == 2;
            grid.setGlobalWork(work[0], flat ? count : work[1], flat ? 1 : count);
        }
    }

    private void add(TaskGraph graph, String task, WorkerGrid grid) {
        scheduler.addWorkerGrid(graph.getTaskGraphName() + "." + task, grid);
    }
}
