package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event.Mark;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.command.Command;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of annotations: marks, tags and notes of trials, and saved views of studies.
final class AnnotationsApi {
    private final CommandApi commands;

    AnnotationsApi(CommandApi commands) {
        this.commands = commands;
    }

    /// @param starred null when it stays, as the other fields
    /// @param tags all tags from now on
    record AnnotationRequest(
            @Nullable Boolean starred,
            @Nullable Boolean pinned,
            @Nullable Boolean hidden,
            @Nullable List<String> tags) {
        Map<Mark, Boolean> marks() {
            Map<Mark, Boolean> marks = new EnumMap<>(Mark.class);
            put(marks, Mark.STAR, starred);
            put(marks, Mark.PIN, pinned);
            put(marks, Mark.HIDE, hidden);
            return marks;
        }

        private static void put(Map<Mark, Boolean> marks, Mark mark, @Nullable Boolean set) {
            if (set != null) {
                marks.put(mark, set);
            }
        }
    }

    record ViewRequest(String name, String query) {}

    record ViewRemoval(String name) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/trials/{trial}/annotations",
                this::annotate,
                Operation.of("annotateTrial", "Trials", "Star, pin, hide or tag a trial")
                        .withBody(AnnotationRequest.class)
                        .withResponse(CommandApi.CommandResponse.class)
                        .withDescription(
                                "A field that is absent stays. `tags` are all tags of the trial from now on: 20 at most, of 64 characters."));
        routes.post(
                "/api/v1/trials/{trial}/notes",
                ctx ->
                        commands.perform(
                                ctx,
                                new Command.AddTrialNote(
                                        trial(ctx),
                                        Json.body(ctx, CommandApi.NoteRequest.class).text())),
                Operation.of("addTrialNote", "Trials", "Add a note to a trial")
                        .withBody(CommandApi.NoteRequest.class)
                        .withResponse(CommandApi.CommandResponse.class));
        routes.post(
                "/api/v1/studies/{study}/views",
                ctx -> {
                    ViewRequest b = Json.body(ctx, ViewRequest.class);
                    commands.perform(
                            ctx, new Command.SaveView(ctx.pathParam("study"), b.name(), b.query()));
                },
                Operation.of("saveView", "Studies", "Save a view of a study's trials")
                        .withBody(ViewRequest.class)
                        .withResponse(CommandApi.CommandResponse.class)
                        .withDescription(
                                "`query` is the query string of the study's page: filter, sort order, columns, groups. A view of the same name is replaced."));
        routes.post(
                "/api/v1/studies/{study}/views/remove",
                ctx ->
                        commands.perform(
                                ctx,
                                new Command.RemoveView(
                                        ctx.pathParam("study"),
                                        Json.body(ctx, ViewRemoval.class).name())),
                Operation.of("removeView", "Studies", "Remove a saved view")
                        .withBody(ViewRemoval.class)
                        .withResponse(CommandApi.CommandResponse.class));
    }

    private void annotate(Context ctx) {
        AnnotationRequest b = Json.body(ctx, AnnotationRequest.class);
        if (b.marks().isEmpty() && b.tags() == null) {
            throw Problem.malformed(
                    "no annotation is given: send 'starred', 'pinned', 'hidden' or 'tags'");
        }
        commands.perform(ctx, new Command.AnnotateTrial(trial(ctx), b.marks(), b.tags()));
    }

    private static String trial(Context ctx) {
        return ctx.pathParam("trial");
    }
}
