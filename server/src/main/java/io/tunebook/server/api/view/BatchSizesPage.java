package io.tunebook.server.api.view;

import io.tunebook.events.Configuration;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import io.tunebook.server.api.view.ViewParts.ProjectRef;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.BatchSizes;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The batch sizes of a project's trials (PB-01 to PB-03), and the configuration for a sweep.
///
/// @param known the throughput of the completed trials by batch size; null when none has one
/// @param target the objective for which steps are counted: the worst of the best values per batch
///   size
/// @param configuration the configuration for a sweep: the live one, else the best trial's; null
///   without either
/// @param trainer of the newest study with a completed trial, else of the newest; null without a
///   study
/// @param reproduction of the same study, for its data; null without a study
public record BatchSizesPage(
        long position,
        ProjectRef project,
        @Nullable BatchSizes known,
        @Nullable Double target,
        @Nullable Configuration configuration,
        @Nullable Trainer trainer,
        @Nullable Reproduction reproduction) {

    public static BatchSizesPage of(Snapshot snapshot, Project project) {
        Book book = snapshot.book();
        List<Sample> samples = new ArrayList<>();
        Study newest = null;
        boolean trained = false;
        for (Round round : book.roundsOf(project)) {
            for (Sample sample : Sample.of(book, round)) {
                samples.add(sample);
                // A study that has trained nothing may have data that cannot be loaded.
                if (!trained || !sample.completed().isEmpty()) {
                    newest = sample.study();
                    trained = !sample.completed().isEmpty();
                }
            }
        }
        List<Trial.Completed> trials =
                samples.stream()
                        .flatMap(s -> s.completed().stream())
                        .sorted(Sample.bestFirst(project.objective()))
                        .toList();
        Map<Long, List<Trial.Completed>> bySize = new TreeMap<>();
        for (Trial.Completed t : trials) {
            if (t.configuration().values().get("batch_size") instanceof Value.Int size
                    && t.seconds() > 0) {
                bySize.computeIfAbsent(size.value(), any -> new ArrayList<>()).add(t);
            }
        }
        // Best values first.
        OptionalDouble target =
                bySize.values().stream()
                        .map(List::getFirst)
                        .max(Sample.bestFirst(project.objective()))
                        .map(t -> OptionalDouble.of(t.value()))
                        .orElse(OptionalDouble.empty());
        Project.Baseline live = project.baseline();
        return new BatchSizesPage(
                book.position(),
                ProjectRef.of(project),
                bySize.isEmpty()
                        ? null
                        : BatchSizes.of(measured(bySize, steps(samples, snapshot, target))),
                target.isPresent() ? Double.valueOf(target.getAsDouble()) : null,
                live != null
                        ? live.configuration()
                        : trials.isEmpty() ? null : trials.getFirst().configuration(),
                newest == null ? null : newest.facts().trainer(),
                newest == null ? null : newest.facts().reproduction());
    }

    private static Map<Long, Double> steps(
            List<Sample> samples, Snapshot snapshot, OptionalDouble target) {
        return target.isEmpty()
                ? Map.of()
                : BatchSizes.stepsTo(samples, snapshot.curves(), target.getAsDouble());
    }

    private static List<BatchSizes.BatchSizeMeasurement> measured(
            Map<Long, List<Trial.Completed>> bySize, Map<Long, Double> steps) {
        List<BatchSizes.BatchSizeMeasurement> rows = new ArrayList<>();
        bySize.forEach((size, trials) -> {
            double[] paces =
                    trials.stream()
                            .mapToDouble(t -> size * t.steps() / t.seconds())
                            .sorted()
                            .toArray();
            rows.add(
                    new BatchSizes.BatchSizeMeasurement(
                            Math.toIntExact(size),
                            median(paces),
                            steps.getOrDefault(size, Double.NaN)));
        });
        return rows;
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(sorted.length % 2 == 0 ? 2 : 1)
                .average()
                .orElseThrow();
    }
}
