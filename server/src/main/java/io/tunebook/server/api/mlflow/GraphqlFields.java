package io.tunebook.server.api.mlflow;

import graphql.Scalars;
import graphql.schema.Coercing;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetcherFactories;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLCodeRegistry;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The fields of MLflow's GraphQL schema, read from the answers of the REST routes, which have the
/// same names in snake case.
record GraphqlFields(MlflowApi api) {
    private static final String SCHEMA = "/mlflow/schema.graphqls";

    /// An integer of 64 bits, written as text.
    private static final GraphQLScalarType LONG =
            GraphQLScalarType.newScalar()
                    .name("LongString")
                    .coercing(
                            new Coercing<Object, String>() {
                                @Override
                                public String serialize(
                                        Object value,
                                        graphql.GraphQLContext context,
                                        Locale locale) {
                                    return value.toString();
                                }
                            })
                    .build();

    GraphQLSchema schema() {
        MlflowExperimentsApi experiments = new MlflowExperimentsApi(api);
        RunsApi runs = new RunsApi(api);
        DataFetcher<JsonNode> search = answer(runs::search);
        DataFetcher<JsonNode> echo =
                env -> {
                    String text = env.getArgument("inputString");
                    return MlflowResponses.object().put("output", text);
                };
        RuntimeWiring wiring =
                RuntimeWiring.newRuntimeWiring()
                        .scalar(LONG)
                        .codeRegistry(
                                GraphQLCodeRegistry.newCodeRegistry()
                                        .defaultDataFetcher(
                                                DataFetcherFactories.useDataFetcher(
                                                        GraphqlFields::field)))
                        .type(
                                "Query",
                                type ->
                                        type.dataFetcher("test", echo)
                                                .dataFetcher(
                                                        "mlflowGetExperiment",
                                                        answer(experiments::get))
                                                .dataFetcher("mlflowGetRun", answer(runs::get))
                                                .dataFetcher("mlflowSearchRuns", search)
                                                .dataFetcher(
                                                        "mlflowListArtifacts",
                                                        answer(new ArtifactsApi(api, null)::list))
                                                .dataFetcher(
                                                        "mlflowGetMetricHistoryBulkInterval",
                                                        answer(new HistoryApi(api)::interval))
                                                .dataFetcher(
                                                        "mlflowSearchModelVersions",
                                                        answer(GraphqlFields::noRegistry)))
                        .type(
                                "Mutation",
                                type ->
                                        type.dataFetcher("testMutation", echo)
                                                .dataFetcher("mlflowSearchRuns", search)
                                                .dataFetcher(
                                                        "mlflowSearchDatasets",
                                                        answer(experiments::datasets)))
                        .type(
                                "MlflowRunExtension",
                                type ->
                                        type.dataFetcher(
                                                "experiment",
                                                env -> experimentOf(experiments, env)))
                        .build();
        return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(text()), wiring);
    }

    private static String text() {
        try (InputStream in = GraphqlFields.class.getResourceAsStream(SCHEMA)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataFetcher<JsonNode> answer(Function<RequestFields, ObjectNode> read) {
        return env -> {
            ObjectNode fields = MlflowResponses.object();
            Map<String, Object> input = env.getArgumentOrDefault("input", Map.of());
            input.forEach((name, value) ->
                    fields.set(snake(name), MlflowResponses.JSON.valueToTree(value)));
            return read.apply(new RequestFields(fields));
        };
    }

    private static ObjectNode noRegistry(RequestFields fields) {
        throw MlflowError.of(501, "Tunebook has no model registry");
    }

    private static @Nullable JsonNode experimentOf(
            MlflowExperimentsApi experiments, DataFetchingEnvironment env) {
        JsonNode run = Objects.requireNonNull(env.<JsonNode>getSource());
        ObjectNode fields = MlflowResponses.object();
        fields.set("experiment_id", run.path("info").path("experiment_id"));
        return experiments.get(new RequestFields(fields)).get("experiment");
    }

    /// A field of an answer; a missing one has the default of protobuf, as in MLflow.
    private static @Nullable Object field(DataFetchingEnvironment env) {
        JsonNode parent = Objects.requireNonNull(env.<JsonNode>getSource());
        GraphQLType type = GraphQLTypeUtil.unwrapNonNull(env.getFieldType());
        JsonNode node = parent.get(snake(env.getField().getName()));
        if (node == null) {
            return missing(type);
        }
        if (type.equals(Scalars.GraphQLFloat)) {
            return node.isNumber() ? node.doubleValue() : null;
        }
        if (node.isArray()) {
            return List.copyOf(node.values());
        }
        if (node.isNumber()) {
            return node.longValue();
        }
        return node.isBoolean()
                ? (Object) node.booleanValue()
                : node.isString() ? node.stringValue() : node;
    }

    private static @Nullable Object missing(GraphQLType type) {
        return switch (type) {
            case GraphQLList _ -> List.of();
            case GraphQLObjectType o when o.getName().equals("ApiError") -> null;
            case GraphQLObjectType _ -> MlflowResponses.object();
            case GraphQLScalarType s ->
                    switch (s.getName()) {
                        case "String" -> "";
                        case "Boolean" -> false;
                        case "Float" -> 0.0;
                        default -> 0;
                    };
            default -> null;
        };
    }

    static Map<String, Object> map(JsonNode object) {
        return MlflowResponses.JSON.convertValue(object, new TypeReference<>() {});
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
