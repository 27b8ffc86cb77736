/// Training plans and backends: networks, optimizers, schedules, plans, and the backends that train
/// them.
///
/// A [io.tunebook.kernels.Backend] is found by name with [io.tunebook.kernels.Backends]; its
/// [io.tunebook.kernels.Trainer] trains a [io.tunebook.kernels.TrainingPlan] on a
/// [io.tunebook.kernels.data.Split], reports to a [io.tunebook.kernels.StepListener] and returns an
/// [io.tunebook.kernels.Outcome].
@NullMarked
package io.tunebook.kernels;

import org.jspecify.annotations.NullMarked;
