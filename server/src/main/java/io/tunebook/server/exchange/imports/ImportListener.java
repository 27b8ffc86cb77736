package io.tunebook.server.exchange.imports;

/// Receives the progress of an import. Called often: it must be fast.
@FunctionalInterface
public interface ImportListener {
    ImportListener SILENT = (what, done, all) -> {};

    /// @param what the current step, in a word
    /// @param done of `all`, in the same unit
    void reached(String what, long done, long all);
}
