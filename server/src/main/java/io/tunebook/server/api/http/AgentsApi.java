package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event;
import io.tunebook.events.Rejection;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.training.external.Agents;
import java.util.List;

/// The routes of the agents that train trials.
final class AgentsApi {
    private final Ledger ledger;
    private final Agents agents;

    AgentsApi(Ledger ledger, Agents agents) {
        this.ledger = ledger;
        this.agents = agents;
    }

    /// @param agents those that work first; those that ended since the server's start after them
    record AgentsPage(long position, List<Agents.Agent> agents) {}

    /// @param why how it ended, such as `stopped by SIGTERM`
    record LeaveRequest(String why) {}

    record AgentResponse(String agent) {}

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/agents",
                ctx -> Json.answer(ctx, new AgentsPage(ledger.now().position(), agents.all())),
                Operation.of("agents", "Agents", "The agents that train trials, and how each ended")
                        .withResponse(AgentsPage.class));
        routes.post(
                "/api/v1/agents/{agent}/drain",
                ctx -> {
                    String id = ctx.pathParam("agent");
                    known(id, agents.drain(id));
                    Json.answer(ctx, new AgentResponse(id));
                },
                Operation.of("drainAgent", "Agents", "Give an agent no further trial")
                        .withDescription(
                                "It trains its current trial to the end, and its next request is answered with the reason `drained`.")
                        .withResponse(AgentResponse.class));
        routes.post(
                "/api/v1/agents/{agent}/leave",
                this::leave,
                Operation.of("leaveAgent", "Agents", "Report that an agent has ended")
                        .withBody(LeaveRequest.class)
                        .withResponse(AgentResponse.class));
    }

    private void leave(Context ctx) {
        String id = ctx.pathParam("agent");
        String why = Json.body(ctx, LeaveRequest.class).why();
        known(id, agents.left(id, Rejection.text("why the agent ended", why, Event.MAX_REASON)));
        Json.answer(ctx, new AgentResponse(id));
    }

    private static void known(String id, boolean known) {
        if (!known) {
            throw Problem.unknown("agent", id);
        }
    }
}
