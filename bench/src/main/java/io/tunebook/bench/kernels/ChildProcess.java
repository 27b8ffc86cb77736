package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.CpuWorkloads;

/// The main class of the benchmark's child JVMs: `step` runs one training step, `hash` prints a
/// hash of the weights after a training.
final class ChildProcess {

    private ChildProcess() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("hash")) {
            System.out.println(CpuWorkloads.weightsHash(Tasks.hashed(), Tasks.digits(), 1, true));
            return;
        }
        try (CpuWorkloads.Workload step =
                CpuWorkloads.steps(Tasks.perceptron("nesterov", 128), Tasks.noise(784, 256), 1)) {
            step.run();
        }
        System.out.println("stepped");
    }
}
