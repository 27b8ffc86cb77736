/// What is trained, and how: networks, optimizers, schedules, plans, and the backends that carry
/// them out.
///
/// A [io.tunebook.kernels.Backend] is found by name through [io.tunebook.kernels.Backends]; its
/// [io.tunebook.kernels.Trainer] carries out a [io.tunebook.kernels.TrainingPlan] on a
/// [io.tunebook.kernels.data.Split], reports to a [io.tunebook.kernels.StepListener] and ends in an
/// [io.tunebook.kernels.Outcome].
@NullMarked
package io.tunebook.kernels;

import org.jspecify.annotations.NullMarked;
