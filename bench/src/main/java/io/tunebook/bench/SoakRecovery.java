package io.tunebook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `tunebook recover --yes` in another process, compared with the log before and after it.
///
/// @param reported the number of lost events that it printed
/// @param listed those lost events that it listed
/// @param lost those that the log had before and does not have afterwards
record SoakRecovery(long reported, Set<UUID> listed, Set<UUID> lost) {
    private static final Pattern NUMBER = Pattern.compile("Lost: ([0-9,]+) events");
    private static final Pattern EVENT = Pattern.compile("(?m)^ {2}event ([0-9,]+)[ :]");
    private static final Pattern EVENTS =
            Pattern.compile("(?m)^ {2}events ([0-9,]+) to ([0-9,]+):");

    static SoakRecovery of(SoakLog log) throws Exception {
        Map<Long, UUID> before = SoakLog.ids(log.database());
        String output = run(log.folder());
        Set<UUID> listed = new HashSet<>();
        EVENT.matcher(output).results().forEach(m -> listed.add(before.get(number(m, 1))));
        EVENTS.matcher(output)
                .results()
                .forEach(m -> {
                    for (long p = number(m, 1); p <= number(m, 2); p++) {
                        listed.add(before.get(p));
                    }
                });
        Matcher total = NUMBER.matcher(output);
        if (!total.find()) {
            throw new IOException("the recovery reported no losses: " + output);
        }
        Set<UUID> lost = new HashSet<>(before.values());
        lost.removeAll(SoakLog.ids(log.database()).values());
        return new SoakRecovery(number(total.toMatchResult(), 1), listed, lost);
    }

    /// Whether it reported and listed exactly what was lost.
    boolean isExact() {
        return reported == lost.size() && listed.equals(lost);
    }

    private static long number(MatchResult match, int group) {
        return Long.parseLong(match.group(group).replace(",", ""));
    }

    private static String run(Path folder) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                ServerProcess.command(
                                        List.of("-Xmx" + SoakLog.HEAP),
                                        List.of(
                                                "recover",
                                                "--yes",
                                                "--reason",
                                                "a bit flipped",
                                                "--data-dir",
                                                folder.toString())))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the log could not be recovered: " + output);
        }
        return output;
    }
}
