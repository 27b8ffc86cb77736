package io.tunebook.e2e;

import io.tunebook.server.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command printed, and its exit status.
record Ended(int exit, String out, String err) {

    /// Runs a command in this process, where its start is no part of the test.
    static Ended of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Ended(exit, out.toString(), err.toString());
    }
}
