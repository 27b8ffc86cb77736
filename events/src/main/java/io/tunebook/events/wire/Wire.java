package io.tunebook.events.wire;

import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The table of wire names and versions, and the conversion between events and bytes.
///
/// The meaning of a name never changes. A changed payload is a new version: the newest is written,
/// and older ones are upcast step by step, by pure functions, when they are read.
public final class Wire {
    private static final Map<Class<? extends Event>, Name> NAMES = new LinkedHashMap<>();
    private static final Map<String, Name> TYPES = new LinkedHashMap<>();

    /// @param upcasts from version 1 to 2, from 2 to 3, and so on
    private record Name(Class<? extends Event> type, String name, List<Upcast> upcasts) {
        /// The newest version, which is written.
        int version() {
            return 1 + upcasts.size();
        }
    }

    static {
        name(Event.ProjectCreated.class, "project-created", StudyUpcasts::objective);
        name(Event.ObjectiveCorrected.class, "objective-corrected");
        name(Event.MetricDescribed.class, "metric-described");
        name(Event.BaselineRecorded.class, "baseline-recorded");
        name(Event.RoundOpened.class, "round-opened");
        name(Event.RolesAssigned.class, "roles-assigned", StudyUpcasts::roles);
        name(Event.WarningAccepted.class, "warning-accepted");
        name(Event.RoundClosed.class, "round-closed");
        name(
                Event.StudyCreated.class,
                "study-created",
                StudyUpcasts::trainer,
                StudyUpcasts::repeats);
        name(Event.StudyExtended.class, "study-extended", StudyUpcasts::space);
        name(Event.StudyStarted.class, "study-started");
        name(Event.StudyStopped.class, "study-stopped");
        name(Event.StudyFinished.class, "study-finished");
        name(Event.TrialProposed.class, "trial-proposed", StudyUpcasts::repeat);
        name(Event.TrialStarted.class, "trial-started", StudyUpcasts::attempt);
        name(Event.CurveMeasured.class, "curve-measured");
        name(Event.TrialCompleted.class, "trial-completed");
        name(Event.TrialInfeasible.class, "trial-infeasible", StudyUpcasts::infeasible);
        name(Event.TrialAbandoned.class, "trial-abandoned", StudyUpcasts::failed);
        name(Event.TrialMarked.class, "trial-marked");
        name(Event.TrialTagged.class, "trial-tagged");
        name(Event.ViewSaved.class, "view-saved");
        name(Event.ViewRemoved.class, "view-removed");
        name(Event.ChecklistAnswered.class, "checklist-answered", FindingUpcasts::answered);
        name(Event.LaunchProposed.class, "launch-proposed");
        name(Event.LaunchDecided.class, "launch-decided", FindingUpcasts::decided);
        name(Event.LaunchReverted.class, "launch-reverted");
        name(Event.NoteAdded.class, "note-added");
        name(Event.SourceImported.class, "source-imported");
        name(Event.LogRecovered.class, "log-recovered", RecoveryUpcasts::lost);
        name(Event.EventsRecovered.class, "events-recovered");
        name(Event.FilesSwept.class, "files-swept");
        name(Event.ExperimentCreated.class, "experiment-created");
        name(Event.ExperimentChanged.class, "experiment-changed");
        name(Event.ExperimentDescribed.class, "experiment-described", StudyUpcasts::space);
        name(Event.RunCreated.class, "run-created", RunUpcasts::created);
        name(Event.RunLogged.class, "run-logged", RunUpcasts::logged);
        name(Event.RunMeasured.class, "run-measured");
        name(Event.RunChanged.class, "run-changed", RunUpcasts::changed);
        name(Event.ModelCreated.class, "model-created");
        name(Event.ModelLogged.class, "model-logged");
        name(Event.ModelChanged.class, "model-changed");
        name(Event.ModelMeasured.class, "model-measured");
        name(Event.ModelFileStored.class, "model-file-stored");
        name(Event.ModelFileRemoved.class, "model-file-removed");
        name(Event.RunModelsLogged.class, "run-models-logged");
        name(Event.ArtifactStored.class, "artifact-stored");
        name(Event.ArtifactRemoved.class, "artifact-removed");
        name(Event.RunInputsLogged.class, "run-inputs-logged");
    }

    /// The mapper for payloads. Unknown fields are an error, so that no part of a fact is lost.
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    /// Built once: finding out how to read a type takes longer than reading it.
    private static final Map<Class<? extends Event>, ObjectReader> READERS =
            NAMES.keySet().stream().collect(Collectors.toUnmodifiableMap(t -> t, JSON::readerFor));

    private Wire() {}

    /// An encoded event.
    ///
    /// @param type its wire name
    /// @param version the version of its payload, from 1
    public record Encoded(String type, int version, byte[] payload) {}

    /// @throws Rejection when it could not be read again
    public static Encoded encode(Event event) {
        byte[] payload =
                switch (event) {
                    case Event.CurveMeasured curve -> CurveFormat.write(curve);
                    case Event.RunMeasured measured -> MeasurementsFormat.write(measured);
                    default -> readable(event, JSON.writeValueAsBytes(event));
                };
        Name name = name(event);
        return new Encoded(name.name(), name.version(), payload);
    }

    /// Decodes each event before it is appended: every recorded event must be readable.
    private static byte[] readable(Event event, byte[] payload) {
        try {
            var _ = Objects.requireNonNull(READERS.get(event.getClass())).readValue(payload);
            String field = UnpairedSurrogates.in(payload);
            if (field != null) {
                throw new Rejection(
                        "a '%s' cannot be recorded: its field '%s' contains an unpaired surrogate: remove it"
                                .formatted(nameOf(event), field));
            }
            return payload;
        } catch (JacksonException e) {
            throw new Rejection(
                    "a '%s' cannot be recorded, for example because of an unpaired surrogate: %s"
                            .formatted(nameOf(event), e.getOriginalMessage()));
        }
    }

    /// @param version of the payload, from 1 to the newest
    /// @throws UnreadableEvent when the name, the version or the payload is unknown
    public static Event decode(String type, int version, byte[] payload) {
        Name name = TYPES.get(type);
        if (name == null) {
            throw new UnreadableEvent(
                    "this version of Tunebook does not know event type '%s': use a newer one"
                            .formatted(type));
        }
        if (version < 1 || version > name.version()) {
            throw new UnreadableEvent(
                    "event type '%s' has version %d, but this version of Tunebook reads 1 to %d: use a newer one"
                            .formatted(type, version, name.version()));
        }
        if (name.type() == Event.CurveMeasured.class) {
            return CurveFormat.read(payload);
        }
        if (name.type() == Event.RunMeasured.class) {
            return MeasurementsFormat.read(payload);
        }
        ObjectReader reader = Objects.requireNonNull(READERS.get(name.type()));
        try {
            return version == name.version()
                    ? reader.readValue(payload)
                    : reader.readValue(upcast(name, version, payload));
        } catch (JacksonException | UnreadableEvent e) {
            throw new UnreadableEvent(
                    "the payload of a '%s' version %d cannot be read: %s"
                            .formatted(type, version, reason(e)),
                    e);
        }
    }

    private static ObjectNode upcast(Name name, int version, byte[] payload) {
        if (!(JSON.readTree(payload) instanceof ObjectNode tree)) {
            throw new UnreadableEvent("it is not a JSON object");
        }
        for (Upcast upcast : name.upcasts().subList(version - 1, name.upcasts().size())) {
            tree = upcast.apply(tree);
        }
        return tree;
    }

    private static @Nullable String reason(RuntimeException e) {
        return e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
    }

    /// Whether two payloads of one event type are equal: payloads of one version by their bytes,
    /// payloads of two versions as events after the upcast.
    public static boolean isSame(
            String type, int version, byte[] payload, int otherVersion, byte[] otherPayload) {
        try {
            if (version == otherVersion) {
                return Arrays.equals(payload, otherPayload)
                        || (type.equals("curve-measured")
                                && CurveFormat.isSameRounded(payload, otherPayload));
            }
            return decode(type, version, payload).equals(decode(type, otherVersion, otherPayload));
        } catch (UnreadableEvent e) {
            return false;
        }
    }

    public static String nameOf(Event event) {
        return name(event).name();
    }

    private static Name name(Event event) {
        Name name = NAMES.get(event.getClass());
        if (name == null) {
            throw new IllegalStateException(event.getClass() + " has no wire name");
        }
        return name;
    }

    /// Whether the payload of such an event is binary rather than JSON.
    public static boolean binary(String type) {
        return type.equals("curve-measured") || type.equals("run-measured");
    }

    public static Set<String> names() {
        return TYPES.keySet();
    }

    /// The version that is written for this name; older ones are upcast from 1.
    public static int newest(String type) {
        Name name = TYPES.get(type);
        if (name == null) {
            throw new IllegalArgumentException("there is no event type '%s'".formatted(type));
        }
        return name.version();
    }

    private static void name(Class<? extends Event> type, String name, Upcast... upcasts) {
        Name entry = new Name(type, name, List.of(upcasts));
        NAMES.put(type, entry);
        TYPES.put(name, entry);
    }
}
