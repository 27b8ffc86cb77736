package io.tunebook.server.exchange.imports;

import java.util.List;

/// Files of a source that are damaged; with the option to skip them, the others are imported.
public final class DamagedFilesException extends UnreadableSourceException {
    private static final long serialVersionUID = 1;

    private static final int MAX_LISTED = 20;

    private final List<String> problems;
    private final boolean others;

    /// @param problems of each file, with its name, the place and the reason; at least one
    /// @param others whether there are files that can be imported without them
    public DamagedFilesException(List<String> problems, boolean others) {
        super(listed(problems));
        this.problems = List.copyOf(problems);
        this.others = others;
    }

    public boolean hasOthers() {
        return others;
    }

    public List<String> problems() {
        return problems;
    }

    /// The first problems, and the number of the others.
    public static String listed(List<String> problems) {
        String first =
                String.join("; ", problems.subList(0, Math.min(MAX_LISTED, problems.size())));
        String counted =
                problems.size() == 1
                        ? ""
                        : "%,d files cannot be imported: ".formatted(problems.size());
        int more = problems.size() - MAX_LISTED;
        return counted + first + (more > 0 ? "; and %,d more files".formatted(more) : "");
    }
}
