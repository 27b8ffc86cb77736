package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Goal;
import io.tunebook.events.Role;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.playbook.design.BayesianReadiness;
import io.tunebook.server.playbook.design.Budget;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import io.tunebook.server.playbook.design.Warning;
import java.util.List;

/// The design check of a draft, for a form that is checked while the user types.
final class DesignsApi {
    private final Requests requests;

    DesignsApi(Requests requests) {
        this.requests = requests;
    }

    /// The round to open, and the studies to create in it.
    record Draft(Goal goal, List<Role.Assignment> roles, List<Design.Plan> studies) {}

    record Preview(long position, List<Warning> warnings, Budget budget, BayesianReadiness gate) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/projects/{project}/design",
                this::preview,
                Operation.of("previewDesign", "Projects", "Check the design of a draft")
                        .withDescription("Records nothing.")
                        .withBody(Draft.class)
                        .atAPosition()
                        .withResponse(Preview.class));
    }

    /// Records nothing.
    private void preview(Context ctx) {
        Snapshot s = requests.snapshot(ctx);
        Book book = s.book();
        Project project = requests.project(ctx, s);
        Draft draft = Json.body(ctx, Draft.class);
        Design design = Design.of(book, project, draft.goal(), draft.roles(), draft.studies());
        Json.answer(
                ctx,
                new Preview(
                        book.position(),
                        Lint.of(design),
                        Budget.of(book, project, design, QueryApi.WORKERS),
                        BayesianReadiness.of(book, project)));
    }
}
