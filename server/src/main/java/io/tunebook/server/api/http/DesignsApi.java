package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Goal;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.DraftRules;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.design.BayesianReadiness;
import io.tunebook.server.playbook.design.Budget;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import io.tunebook.server.playbook.design.Warning;
import io.tunebook.server.training.run.DataCheck;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The design check of a draft, for a form that is checked while the user types: the rules that
/// decide the commands, and the design warnings.
final class DesignsApi {
    private static final Reproduction UNKNOWN = new Reproduction("", "", "", "");

    private final Requests requests;

    DesignsApi(Requests requests) {
        this.requests = requests;
    }

    /// The round to open, and the studies to create in it.
    ///
    /// @param trainer of all studies; null when it is not chosen yet
    /// @param data of all studies, which is loaded for built-in training; null without a check
    /// @param start whether the studies are to be started at once; null for no
    record Draft(
            Goal goal,
            List<Role.Assignment> roles,
            List<Design.Plan> studies,
            @Nullable Trainer trainer,
            @Nullable String data,
            @Nullable Boolean start) {}

    /// @param errors why the round or its studies would be rejected; empty when they would not be
    /// @param budget null when the draft is invalid
    /// @param gate null when the draft is invalid
    record Preview(
            long position,
            List<DraftRules.Objection> errors,
            List<Warning> warnings,
            @Nullable Budget budget,
            @Nullable BayesianReadiness gate) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/projects/{project}/design",
                this::preview,
                Operation.of("previewDesign", "Projects", "Check the design of a draft")
                        .withDescription(
                                "Records nothing. `errors` has what opening the round and creating its studies would be rejected for, each with its field.")
                        .withBody(Draft.class)
                        .atAPosition()
                        .withResponse(Preview.class));
    }

    /// Records nothing.
    private void preview(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        Book book = s.book();
        Project project = requests.project(ctx, s);
        try {
            Draft draft = Json.body(ctx, Draft.class);
            Json.answer(ctx, preview(book, project, draft));
        } catch (Problem.InvalidField e) {
            var error = new DraftRules.Objection(e.field(), String.valueOf(e.getMessage()), null);
            Json.answer(ctx, new Preview(s.position(), List.of(error), List.of(), null, null));
        }
    }

    private static Preview preview(Book book, Project project, Draft draft) {
        Design design = Design.of(book, project, draft.goal(), draft.roles(), draft.studies());
        int workers = draft.trainer() == Trainer.EXTERNAL ? 1 : QueryApi.WORKERS;
        return new Preview(
                book.position(),
                errors(book, project, draft),
                Lint.of(design),
                Budget.of(book, project, design, workers),
                BayesianReadiness.of(book, project));
    }

    private static List<DraftRules.Objection> errors(Book book, Project project, Draft draft) {
        Trainer trainer = draft.trainer() == null ? Trainer.EXTERNAL : draft.trainer();
        List<DraftRules.PlannedStudy> studies =
                draft.studies().stream()
                        .<DraftRules.PlannedStudy>map(
                                plan -> round -> command(round, plan, trainer))
                        .toList();
        List<DraftRules.Objection> errors =
                new ArrayList<>(
                        DraftRules.objections(
                                book,
                                new Command.OpenRound(project.id(), draft.goal(), draft.roles()),
                                studies,
                                Boolean.TRUE.equals(draft.start())));
        if (trainer == Trainer.BUILT_IN && draft.data() != null) {
            DataCheck check = DataCheck.of(draft.data());
            if (check.problem() != null) {
                errors.add(new DraftRules.Objection("data", check.problem(), null));
            }
        }
        return errors;
    }

    private static Command.CreateStudy command(String round, Design.Plan plan, Trainer trainer) {
        return new Command.CreateStudy(
                round,
                plan.name(),
                plan.settings(),
                plan.space(),
                plan.algorithm(),
                plan.trials(),
                trainer,
                UNKNOWN);
    }
}
