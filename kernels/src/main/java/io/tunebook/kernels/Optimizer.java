package io.tunebook.kernels;

/// The rule by which a gradient `g` updates the parameters `w`. Squares, roots and quotients are
/// elementwise.
///
/// The learning rate `r` of a step is [#learningRate()] times the [Schedule]'s factor. Every state
/// is initially 0 unless stated otherwise; `t` counts steps from 1. The rules are those of the
/// playbook (PB-66) and of the cited papers.
public sealed interface Optimizer {

    /// The base learning rate, above 0, before the schedule.
    double learningRate();

    /// Stochastic gradient descent: `w = w - r g`.
    record Sgd(double learningRate) implements Optimizer {
        public Sgd {
            Check.positive("learning rate", learningRate);
        }
    }

    /// Heavy ball (Polyak 1964): `v = momentum v + g`, `w = w - r v`.
    record Momentum(double learningRate, double momentum) implements Optimizer {
        public Momentum {
            Check.positive("learning rate", learningRate);
            Check.belowOne("momentum", momentum);
        }
    }

    /// Nesterov's accelerated gradient (Sutskever et al. 2013), in the form of PyTorch and the
    /// playbook: `v = momentum v + g`, `w = w - r (g + momentum v)`.
    record Nesterov(double learningRate, double momentum) implements Optimizer {
        public Nesterov {
            Check.positive("learning rate", learningRate);
            Check.belowOne("momentum", momentum);
        }
    }

    /// RMSProp (Tieleman and Hinton 2012) with momentum, as in the playbook; `s` is initially 1: `s
    /// = decay s + (1 - decay) g^2`, `m = momentum m + r g / sqrt(s + epsilon)`, `w = w - m`. (In
    /// PyTorch `s` is initially 0, and epsilon is added outside the root.)
    record RmsProp(double learningRate, double decay, double momentum, double epsilon)
            implements Optimizer {
        public RmsProp {
            Check.positive("learning rate", learningRate);
            Check.belowOne("decay", decay);
            Check.belowOne("momentum", momentum);
            Check.epsilon(epsilon);
        }
    }

    /// Adam (Kingma and Ba 2015, algorithm 1; the same in PyTorch): `m = beta1 m + (1 - beta1) g`,
    /// `v = beta2 v + (1 - beta2) g^2`, `w = w - r (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) +
    /// epsilon)`.
    record Adam(double learningRate, double beta1, double beta2, double epsilon)
            implements Optimizer {
        public Adam {
            checkAdam(learningRate, beta1, beta2, epsilon);
        }

        /// The paper's defaults: beta1 0.9, beta2 0.999, epsilon 1e-8.
        public static Adam of(double learningRate) {
            return new Adam(learningRate, 0.9, 0.999, 1e-8);
        }
    }

    /// Adam with decoupled weight decay (Loshchilov and Hutter, *Decoupled weight decay
    /// regularization*, 2019; the same in PyTorch): `w = w (1 - r weightDecay)`, then the step of
    /// [Adam]; biases and the parameters of a normalisation are not decayed.
    record AdamW(
            double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
            implements Optimizer {
        public AdamW {
            checkAdam(learningRate, beta1, beta2, epsilon);
            Check.notNegative("weight decay", weightDecay);
        }
    }

    /// Nesterov-accelerated Adam (Dozat 2016, with a constant beta1, as in the playbook): `m` and
    /// `v` as in [Adam], `b = sqrt(1 - beta2^t) / (1 - beta1^t)`, `w = w - r b (beta1 m + (1 -
    /// beta1) g) / (sqrt(v) + epsilon)`.
    record NAdam(double learningRate, double beta1, double beta2, double epsilon)
            implements Optimizer {
        public NAdam {
            checkAdam(learningRate, beta1, beta2, epsilon);
        }
    }

    private static void checkAdam(double learningRate, double beta1, double beta2, double epsilon) {
        Check.positive("learning rate", learningRate);
        Check.belowOne("beta1", beta1);
        Check.belowOne("beta2", beta2);
        Check.epsilon(epsilon);
    }
}
