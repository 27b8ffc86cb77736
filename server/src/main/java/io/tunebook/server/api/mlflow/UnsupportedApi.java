package io.tunebook.server.api.mlflow;

import io.javalin.http.Context;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.util.List;
import java.util.Map;

/// The refusal of all that MLflow has and Tunebook has not, in MLflow's shape.
final class UnsupportedApi {
    /// The paths of MLflow's servers, after all that are supported.
    static final List<String> PATHS =
            List.of(
                    "/api/2.0/mlflow/*",
                    "/api/3.0/mlflow/*",
                    "/api/4.0/mlflow/*",
                    "/ajax-api/*",
                    "/v1/traces");

    /// What is not there, by the first name of a path.
    private static final Map<String, String> ABSENT =
            Map.ofEntries(
                    Map.entry("registered-models", "model registry"),
                    Map.entry("model-versions", "model registry"),
                    Map.entry("logged-models", "route for logged models of this kind"),
                    Map.entry("traces", "traces"),
                    Map.entry("get-trace-artifact", "traces"),
                    Map.entry("assessments", "traces and assessments"),
                    Map.entry("prompts", "prompts"),
                    Map.entry("prompt-optimization", "prompts"),
                    Map.entry("webhooks", "webhooks"),
                    Map.entry("scorers", "scorers"),
                    Map.entry("datasets", "evaluation datasets"),
                    Map.entry("label-schemas", "label schemas"),
                    Map.entry("review-queues", "review queues"),
                    Map.entry("issues", "issues of traces"),
                    Map.entry("jobs", "jobs"),
                    Map.entry("workspaces", "workspaces"),
                    Map.entry("gateway", "AI gateway"),
                    Map.entry("gateway-proxy", "AI gateway"),
                    Map.entry("secrets", "AI gateway"),
                    Map.entry("endpoints", "AI gateway"),
                    Map.entry("model-definitions", "AI gateway"),
                    Map.entry("databricks", "Databricks routes"),
                    Map.entry("mcp-servers", "MCP servers"));

    private UnsupportedApi() {}

    static void refuse(Context ctx) {
        String path = ctx.path();
        String rest = path.replaceFirst("^/(ajax-)?api/[0-9.]+/(mlflow/)?", "");
        String[] names = rest.replaceFirst("^/+", "").split("/", -1);
        String what = ABSENT.get(names[0].equals("v1") && names.length > 1 ? names[1] : names[0]);
        if (what != null) {
            throw MlflowError.of(
                    501,
                    "Tunebook has no %s (%s %s). It stores experiments, runs, params, metrics, tags, datasets of runs, artifacts and the models that runs log."
                            .formatted(what, ctx.method(), path));
        }
        if (rest.equals("runs/create-promptlab-run")) {
            throw MlflowError.of(501, "Tunebook has no prompt lab: create the run and log to it");
        }
        throw MlflowError.of(404, "Tunebook has no route '%s %s'".formatted(ctx.method(), path));
    }
}
