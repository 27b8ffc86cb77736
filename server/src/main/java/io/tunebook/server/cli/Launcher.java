package io.tunebook.server.cli;

import io.tunebook.server.api.http.FileDescriptors;

/// Starts the program after a check of what the libraries need. Refers to no class of a library:
/// with too few file descriptors, none can be loaded.
public final class Launcher {
    private Launcher() {}

    public static void main(String[] args) {
        String problem = FileDescriptors.ofThisProcess().problem();
        if (problem != null) {
            System.err.println("tunebook: " + problem);
            System.exit(1);
        }
        Main.main(args);
    }
}
