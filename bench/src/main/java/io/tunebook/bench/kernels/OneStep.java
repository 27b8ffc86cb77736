package io.tunebook.bench.kernels;

import io.tunebook.kernels.cpu.Workbench;

/// What the benchmark runs in a JVM of its own: `step` takes one training step, `hash` prints a
/// hash of the weights after a training.
final class OneStep {

    private OneStep() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("hash")) {
            System.out.println(Workbench.weightsHash(Tasks.hashed(), Tasks.digits(), 1, true));
            return;
        }
        try (Workbench.Work step =
                Workbench.steps(Tasks.perceptron("nesterov", 128), Tasks.noise(784, 256), 1)) {
            step.run();
        }
        System.out.println("stepped");
    }
}
