package io.tunebook.server.exchange.mlflow;

import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.CommandDecision;
import tools.jackson.databind.json.JsonMapper;

/// An error response in the format of MLflow's clients.
public final class MlflowError extends RuntimeException {
    private static final JsonMapper JSON = new JsonMapper();
    private final int status;
    private final String code;

    public MlflowError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /// Whether requests to this path are answered in MLflow's format.
    public static boolean speaks(String path) {
        return path.startsWith("/api/2.0/mlflow")
                || path.startsWith("/api/3.0/mlflow")
                || path.startsWith("/api/4.0/mlflow")
                || path.startsWith("/ajax-api/")
                || path.endsWith("/get-artifact")
                || path.equals("/get-artifact")
                || path.equals("/graphql")
                || path.equals("/v1/traces");
    }

    /// MLflow's error code for an HTTP status.
    public static MlflowError of(int status, String message) {
        return new MlflowError(
                status,
                switch (status) {
                    case 400, 413, 422 -> "INVALID_PARAMETER_VALUE";
                    case 401 -> "UNAUTHENTICATED";
                    case 403 -> "PERMISSION_DENIED";
                    case 404, 405 -> "ENDPOINT_NOT_FOUND";
                    case 409 -> "RESOURCE_CONFLICT";
                    case 429 -> "REQUEST_LIMIT_EXCEEDED";
                    case 501 -> "NOT_IMPLEMENTED";
                    case 503, 507 -> "TEMPORARILY_UNAVAILABLE";
                    default -> "INTERNAL_ERROR";
                },
                message);
    }

    public static MlflowError invalid(String message) {
        return new MlflowError(400, "INVALID_PARAMETER_VALUE", message);
    }

    public static MlflowError absent(String message) {
        return new MlflowError(404, "RESOURCE_DOES_NOT_EXIST", message);
    }

    public static MlflowError of(RejectedCommand e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.rejected().kind()) {
            case CommandDecision.Kind.UNKNOWN -> absent(message);
            case CommandDecision.Kind.EXISTS ->
                    new MlflowError(400, "RESOURCE_ALREADY_EXISTS", message);
            case CommandDecision.Kind.REJECTED -> invalid(message);
        };
    }

    public int status() {
        return status;
    }

    public String json() {
        return JSON.writeValueAsString(
                JSON.createObjectNode().put("error_code", code).put("message", getMessage()));
    }
}
