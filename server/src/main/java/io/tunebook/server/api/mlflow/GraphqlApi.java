package io.tunebook.server.api.mlflow;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphqlErrorBuilder;
import graphql.InvalidSyntaxError;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Rejection;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// MLflow's route `graphql`, with which its pages read runs, experiments and files.
final class GraphqlApi {
    private final MlflowApi api;
    private volatile @Nullable GraphQL known;

    GraphqlApi(MlflowApi api) {
        this.api = api;
    }

    /// Built for the first query: most servers never get one.
    private GraphQL graphql() {
        GraphQL graphql = known;
        if (graphql == null) {
            graphql =
                    GraphQL.newGraphQL(new GraphqlFields(api).schema())
                            .defaultDataFetcherExceptionHandler(GraphqlApi::failed)
                            .build();
            known = graphql;
        }
        return graphql;
    }

    void routes(RoutesConfig routes) {
        routes.post("/graphql", MlflowApi.guarded(this::query), api.reader());
        routes.get("/graphql", MlflowApi.guarded(this::query));
    }

    /// Errors are texts in the answer, which has the status 200, as MLflow's.
    private void query(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String query = fields.required("query");
        Map<String, Object> answer = new LinkedHashMap<>();
        String refusal = refusal(query);
        if (refusal != null) {
            answer.put("data", null);
            answer.put("errors", List.of(refusal));
        } else {
            ExecutionResult result = graphql().execute(input(query, fields));
            List<String> errors = result.getErrors().stream().map(e -> e.getMessage()).toList();
            answer.put("data", result.<@Nullable Object>getData());
            answer.put("errors", errors.isEmpty() ? null : errors);
        }
        ctx.contentType("application/json").result(MlflowResponses.JSON.writeValueAsBytes(answer));
    }

    private static @Nullable String refusal(String query) {
        try {
            return QueryLimits.refusal(Parser.parse(query));
        } catch (InvalidSyntaxException e) {
            InvalidSyntaxError error = e.toInvalidSyntaxError();
            throw MlflowError.invalid("The query is no GraphQL: " + error.getMessage());
        }
    }

    private static ExecutionInput input(String query, RequestFields fields) {
        ExecutionInput.Builder input = ExecutionInput.newExecutionInput(query);
        String operation = fields.text("operationName", "");
        if (!operation.isEmpty()) {
            input.operationName(operation);
        }
        JsonNode variables = fields.field("variables");
        if (variables != null && variables.isObject()) {
            input.variables(GraphqlFields.map(variables));
        }
        return input.build();
    }

    private static CompletableFuture<DataFetcherExceptionHandlerResult> failed(
            DataFetcherExceptionHandlerParameters failure) {
        Throwable e = failure.getException();
        String message =
                e instanceof MlflowError || e instanceof Rejection
                        ? String.valueOf(e.getMessage())
                        : "The server failed to read this field";
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(
                                GraphqlErrorBuilder.newError(failure.getDataFetchingEnvironment())
                                        .message("%s", message)
                                        .build())
                        .build());
    }
}
