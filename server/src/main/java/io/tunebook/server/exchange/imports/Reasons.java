package io.tunebook.server.exchange.imports;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// The reasons of input errors, in words.
public final class Reasons {
    private Reasons() {}

    /// Why a file cannot be read.
    public static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "the permission is missing";
            case NoSuchFileException _ -> "it does not exist";
            default -> String.valueOf(e.getMessage());
        };
    }
}
