package io.tunebook.events.wire;

import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// The one table of wire names, and the way from an event to bytes and back.
///
/// A name once used is never used for anything else. A changed payload is a new version, and the
/// old one is upcast by a pure function when it is read.
public final class Wire {
    private static final Map<Class<? extends Event>, String> NAMES = new LinkedHashMap<>();
    private static final Map<String, Class<? extends Event>> TYPES = new LinkedHashMap<>();

    static {
        name(Event.ProjectCreated.class, "project-created");
        name(Event.BaselineRecorded.class, "baseline-recorded");
        name(Event.RoundOpened.class, "round-opened");
        name(Event.RolesAssigned.class, "roles-assigned");
        name(Event.WarningAccepted.class, "warning-accepted");
        name(Event.RoundClosed.class, "round-closed");
        name(Event.StudyCreated.class, "study-created");
        name(Event.StudyExtended.class, "study-extended");
        name(Event.StudyStarted.class, "study-started");
        name(Event.StudyStopped.class, "study-stopped");
        name(Event.StudyFinished.class, "study-finished");
        name(Event.TrialProposed.class, "trial-proposed");
        name(Event.TrialStarted.class, "trial-started");
        name(Event.CurveMeasured.class, "curve-measured");
        name(Event.TrialCompleted.class, "trial-completed");
        name(Event.TrialInfeasible.class, "trial-infeasible");
        name(Event.TrialAbandoned.class, "trial-abandoned");
        name(Event.ChecklistAnswered.class, "checklist-answered");
        name(Event.LaunchProposed.class, "launch-proposed");
        name(Event.LaunchDecided.class, "launch-decided");
        name(Event.LaunchReverted.class, "launch-reverted");
        name(Event.NoteAdded.class, "note-added");
        name(Event.SourceImported.class, "source-imported");
        name(Event.LogRecovered.class, "log-recovered");
        name(Event.ExperimentCreated.class, "experiment-created");
        name(Event.ExperimentChanged.class, "experiment-changed");
        name(Event.ExperimentDescribed.class, "experiment-described");
        name(Event.RunCreated.class, "run-created");
        name(Event.RunLogged.class, "run-logged");
        name(Event.RunMeasured.class, "run-measured");
        name(Event.RunChanged.class, "run-changed");
        name(Event.ArtifactStored.class, "artifact-stored");
        name(Event.ArtifactRemoved.class, "artifact-removed");
    }

    /// The mapper for payloads: unknown fields are an error, for nothing of a fact may be lost.
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    /// Made once: to find out how a type is read takes longer than to read it.
    private static final Map<Class<? extends Event>, ObjectReader> READERS =
            TYPES.values().stream().collect(Collectors.toUnmodifiableMap(t -> t, JSON::readerFor));

    private Wire() {}

    /// An event as it is stored.
    ///
    /// @param type its wire name
    /// @param version the version of its payload, from 1
    public record Encoded(String type, int version, byte[] payload) {}

    /// @throws Rejection when it holds what could not be read again
    public static Encoded encode(Event event) {
        byte[] payload =
                switch (event) {
                    case Event.CurveMeasured curve -> CurveFormat.write(curve);
                    case Event.RunMeasured measured -> MeasurementsFormat.write(measured);
                    default -> readable(event, JSON.writeValueAsBytes(event));
                };
        return new Encoded(nameOf(event), 1, payload);
    }

    /// What was appended once has to be read for ever: better to refuse it than to find out then.
    private static byte[] readable(Event event, byte[] payload) {
        try {
            var _ = Objects.requireNonNull(READERS.get(event.getClass())).readValue(payload);
            return payload;
        } catch (JacksonException e) {
            throw new Rejection(
                    "a '%s' cannot be recorded with what is in it, half a character for instance: %s"
                            .formatted(nameOf(event), e.getOriginalMessage()));
        }
    }

    /// @throws UnreadableEvent when the name, the version or the payload is not known
    public static Event decode(String type, int version, byte[] payload) {
        Class<? extends Event> target = TYPES.get(type);
        if (target == null || version != 1) {
            throw new UnreadableEvent(
                    "event type '%s' version %d is not known to this version of Tunebook: use a newer one"
                            .formatted(type, version));
        }
        if (target == Event.CurveMeasured.class) {
            return CurveFormat.read(payload);
        }
        if (target == Event.RunMeasured.class) {
            return MeasurementsFormat.read(payload);
        }
        try {
            return Objects.requireNonNull(READERS.get(target)).readValue(payload);
        } catch (JacksonException e) {
            throw new UnreadableEvent(
                    "the payload of a '%s' cannot be read: %s"
                            .formatted(type, e.getOriginalMessage()),
                    e);
        }
    }

    public static String nameOf(Event event) {
        String name = NAMES.get(event.getClass());
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

    private static void name(Class<? extends Event> type, String name) {
        NAMES.put(type, name);
        TYPES.put(name, type);
    }
}
