package io.tunebook.server.exchange.mlflow;

/// Which of the active and the deleted objects are shown.
public enum View {
    ACTIVE_ONLY,
    DELETED_ONLY,
    ALL;

    /// @param name the name, or its number in MLflow's protocol
    public static View of(String name) {
        return switch (name) {
            case "ACTIVE_ONLY", "1" -> ACTIVE_ONLY;
            case "DELETED_ONLY", "2" -> DELETED_ONLY;
            case "ALL", "3" -> ALL;
            default ->
                    throw MlflowError.invalid(
                            "Invalid view type '%s': expected ACTIVE_ONLY, DELETED_ONLY or ALL"
                                    .formatted(name));
        };
    }

    public boolean shows(boolean deleted) {
        return this == ALL || (this == DELETED_ONLY) == deleted;
    }
}
