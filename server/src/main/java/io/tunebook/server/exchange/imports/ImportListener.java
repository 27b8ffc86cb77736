package io.tunebook.server.exchange.imports;

/// Is told how far an import has come. Called often: keep it quick.
@FunctionalInterface
public interface ImportListener {
    ImportListener SILENT = (what, done, all) -> {};

    /// @param what is done at the moment, in a word
    /// @param done of `all`, in the same unit
    void reached(String what, long done, long all);
}
