package io.tunebook.server.cli;

import io.tunebook.server.exchange.imports.ImportListener;
import java.io.Console;
import java.io.PrintWriter;

/// A bar in the terminal that follows an import; silent where there is no terminal.
final class ImportProgress implements ImportListener {
    private static final int WIDTH = 32;
    private static final int HUNDRED = 100;

    private final PrintWriter err;
    private final boolean terminal = isTerminal();
    private String shown = "";

    ImportProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void reached(String what, long done, long all) {
        if (!terminal) {
            return;
        }
        int percent = all <= 0 ? HUNDRED : (int) Math.min(HUNDRED, HUNDRED * done / all);
        String state = what + percent;
        if (!state.equals(shown)) {
            shown = state;
            int filled = WIDTH * percent / HUNDRED;
            err.printf(
                    "\r[%s%s] %3d%% %s   ",
                    "#".repeat(filled), ".".repeat(WIDTH - filled), percent, what);
            err.flush();
        }
    }

    void ended() {
        if (terminal && !shown.isEmpty()) {
            err.println();
            err.flush();
        }
    }

    /// On some JDKs there is no console where there is no terminal, on others one that says so.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
