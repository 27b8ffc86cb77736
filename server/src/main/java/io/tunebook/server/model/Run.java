package io.tunebook.server.model;

import io.tunebook.events.DatasetInput;
import io.tunebook.events.Event;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Measurements;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// A tracked run.
///
/// @param number the index in its experiment, from 0
/// @param parent the parent run, null when there is none
/// @param program the program that made it, null when unknown
/// @param endTime milliseconds since 1970, null when unknown
/// @param why the reason for its end, may be empty
/// @param lastStep the highest step of any metric, at least 0
/// @param inputs the datasets that it has used, in the order in which they came
/// @param changed the time of its last event
public record Run(
        Event.RunCreated facts,
        int number,
        String name,
        @Nullable String parent,
        @Nullable String program,
        RunStatus status,
        @Nullable Long endTime,
        String why,
        boolean deleted,
        PMap<String, String> params,
        PMap<String, String> tags,
        PMap<String, Metric> metrics,
        long lastStep,
        PMap<String, Event.ArtifactStored> artifacts,
        PVector<DatasetInput> inputs,
        Stamp created,
        Stamp changed) {
    /// A metric's summary without its history.
    ///
    /// @param value the last value: at the highest step, of these at the latest time
    /// @param latest the highest time of any measurement
    /// @param lowest the lowest finite value, NaN when there is none, and `lowestStep` its step
    /// @param strange the first step with a value that is not finite, null when all are finite
    public record Metric(
            long count,
            double value,
            long step,
            long time,
            long latest,
            double lowest,
            long lowestStep,
            double highest,
            long highestStep,
            @Nullable Long strange) {
        private static final Metric NONE =
                new Metric(
                        0,
                        Double.NaN,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Double.NaN,
                        0,
                        Double.NaN,
                        0,
                        null);

        /// Whether a measurement at this step and time is new for certain; when false, the history
        /// decides.
        public boolean surelyNew(long atStep, long atTime) {
            return atStep > step || atTime > latest;
        }

        Metric plus(long s, long t, double v) {
            boolean later =
                    s != step ? s > step : t != time ? t > time : Double.compare(v, value) > 0;
            boolean finite = Double.isFinite(v);
            boolean low = finite && !(v >= lowest);
            boolean high = finite && !(v <= highest);
            boolean first = count == 0;
            return new Metric(
                    count + 1,
                    first || later ? v : value,
                    first || later ? s : step,
                    first || later ? t : time,
                    Math.max(latest, t),
                    low ? v : lowest,
                    low ? s : lowestStep,
                    high ? v : highest,
                    high ? s : highestStep,
                    finite || strange != null ? strange : Long.valueOf(s));
        }
    }

    private static final int FEW = 16;

    static Run of(Event.RunCreated e, int number, Stamp stamp) {
        return new Run(
                e,
                number,
                e.name(),
                e.parent(),
                e.program(),
                RunStatus.RUNNING,
                null,
                "",
                false,
                TreePMap.empty(),
                TreePMap.<String, String>empty().plusAll(e.tags()),
                TreePMap.empty(),
                0,
                TreePMap.empty(),
                TreePVector.empty(),
                stamp,
                stamp);
    }

    public String id() {
        return facts.run();
    }

    public String experiment() {
        return facts.experiment();
    }

    Run plus(Event.RunLogged e, Stamp at) {
        return new Run(
                facts,
                number,
                e.name() == null ? name : e.name(),
                next(parent, e.parent()),
                next(program, e.program()),
                status,
                endTime,
                why,
                deleted,
                params.plusAll(e.params()),
                tags.minusAll(e.removed()).plusAll(e.tags()),
                metrics,
                lastStep,
                artifacts,
                inputs,
                created,
                at);
    }

    /// Null when it stays, empty when it is removed.
    private static @Nullable String next(@Nullable String before, @Nullable String said) {
        return said == null ? before : said.isEmpty() ? null : said;
    }

    Run plus(Event.RunMeasured e, Stamp at) {
        PMap<String, Metric> all = metrics;
        long last = lastStep;
        for (Measurements m : byName(e.measurements())) {
            Metric metric = all.getOrDefault(m.metric(), Metric.NONE);
            for (int i = 0; i < m.size(); i++) {
                metric = metric.plus(m.steps()[i], m.times()[i], m.values()[i]);
            }
            if (m.size() > 0) {
                all = all.plus(m.metric(), metric);
                last = Math.max(last, metric.step());
            }
        }
        return new Run(
                facts, number, name, parent, program, status, endTime, why, deleted, params, tags,
                all, last, artifacts, inputs, created, at);
    }

    /// Many measurements in the order of their names, in which the paths to them in a tree are next
    /// to each other.
    static List<Measurements> byName(List<Measurements> all) {
        return all.size() <= FEW
                ? all
                : all.stream().sorted(Comparator.comparing(Measurements::metric)).toList();
    }

    Run changed(Event.RunChanged e, Stamp at) {
        RunStatus next = e.status() == null ? status : e.status();
        boolean goesOn = next == RunStatus.RUNNING || next == RunStatus.SCHEDULED;
        Long end = e.endTime() != null ? e.endTime() : goesOn ? null : endTime;
        return new Run(
                facts,
                number,
                e.name() == null ? name : e.name(),
                parent,
                program,
                next,
                end,
                e.why().isEmpty() && e.status() == null ? why : e.why(),
                e.deleted() == null ? deleted : e.deleted(),
                params,
                tags.plusAll(e.tags()),
                metrics,
                lastStep,
                artifacts,
                inputs,
                created,
                at);
    }

    Run with(PMap<String, Event.ArtifactStored> files, Stamp at) {
        return new Run(
                facts, number, name, parent, program, status, endTime, why, deleted, params, tags,
                metrics, lastStep, files, inputs, created, at);
    }

    private static int index(PVector<DatasetInput> all, DatasetInput input) {
        int i = 0;
        for (DatasetInput known : all) {
            if (known.sameDataset(input)) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /// The same dataset logged again keeps its first description and gains the tags.
    Run plus(Event.RunInputsLogged e, Stamp at) {
        PVector<DatasetInput> all = inputs;
        for (DatasetInput input : e.datasets()) {
            int known = index(all, input);
            all = known < 0 ? all.plus(input) : all.with(known, all.get(known).plus(input.tags()));
        }
        return new Run(
                facts, number, name, parent, program, status, endTime, why, deleted, params, tags,
                metrics, lastStep, artifacts, all, created, at);
    }
}
