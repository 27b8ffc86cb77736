package io.tunebook.server.exchange.mlflow;

/// Which of the active and the deleted objects are shown.
public enum View {
    ACTIVE_ONLY,
    DELETED_ONLY,
    ALL;

    public static View of(String name) {
        for (View view : values()) {
            if (view.name().equals(name) || Integer.toString(view.ordinal() + 1).equals(name)) {
                return view;
            }
        }
        throw MlflowError.invalid(
                "Invalid view type '%s': expected ACTIVE_ONLY, DELETED_ONLY or ALL"
                        .formatted(name));
    }

    public boolean shows(boolean deleted) {
        return this == ALL || (this == DELETED_ONLY) == deleted;
    }
}
