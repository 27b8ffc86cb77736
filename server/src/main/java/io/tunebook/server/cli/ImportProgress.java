package io.tunebook.server.cli;

import io.tunebook.server.exchange.imports.ImportListener;
import java.io.Console;
import java.io.PrintWriter;

/// A progress bar in the terminal for an import; silent without a terminal.
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

    /// Some JDKs return no console without a terminal, others one for which `isTerminal` is false.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
