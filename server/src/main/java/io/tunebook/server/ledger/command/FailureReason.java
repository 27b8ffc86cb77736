package io.tunebook.server.ledger.command;

import io.tunebook.events.Event;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The reason that an event records for a failure, made from the message of an exception or from
/// another program's output: one line of at most [Event#MAX_REASON] characters.
///
/// A compiler's or a driver's message has any length, colours, control characters and a stack
/// trace. None of it may prevent that the failure is recorded. A text that a person wrote is not
/// shortened: when it is too long, the command is rejected.
public final class FailureReason {
    private static final String CUT = " … ";
    private static final int HEAD = Event.MAX_REASON * 2 / 3;
    private static final int TAIL = Event.MAX_REASON - HEAD - CUT.length();

    /// The characters of each end that are read at all.
    private static final int MAX_READ = 100_000;

    /// Terminal escape codes: colours and cursor (CSI), titles and links (OSC), and the short ones.
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\x1B\\[[0-?]*[ -/]*[@-~]|\\x1B\\][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\)?|\\x1B[ -/]*[0-~]?");

    /// A line of a Java stack trace.
    private static final Pattern FRAME =
            Pattern.compile(
                    "at [^\\s(]+(?: [^\\s(]+)?\\([^)]*\\)(?: ~?\\[[^\\]]*\\])?|\\.\\.\\. \\d+ (?:more|common frames omitted)|(?i:stack ?trace):.*");

    /// Line breaks, control characters, and those that change the direction of the text.
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\s\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+");

    private FailureReason() {}

    /// The reason of an exception after a lead that names what failed: `the training failed: …`.
    public static String of(String lead, Throwable failure) {
        return of(lead + ": " + message(failure));
    }

    /// The reason of an exception.
    public static String of(Throwable failure) {
        return of(message(failure));
    }

    /// The text as one line without escape codes, control characters and stack traces; its middle
    /// is replaced by "…" when it is too long.
    public static String of(String text) {
        String plain = ESCAPE.matcher(ends(text, MAX_READ, MAX_READ)).replaceAll("");
        String line =
                lines(plain)
                        .filter(l -> !FRAME.matcher(l).matches())
                        .collect(Collectors.joining(" "));
        if (line.isEmpty()) {
            return "no reason was given";
        }
        return line.length() <= Event.MAX_REASON ? line : ends(line, HEAD, TAIL);
    }

    /// The message; the type as well for an error and where there is no message.
    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof Error || message == null || message.isBlank()
                ? failure.toString()
                : message;
    }

    private static Stream<String> lines(String text) {
        return text.lines()
                .map(l -> paired(CONTROL.matcher(l).replaceAll(" ")).strip())
                .filter(l -> !l.isEmpty());
    }

    /// Without unpaired surrogates, which no encoding can represent.
    private static String paired(String text) {
        return text.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Both ends of a text that is longer, without half a surrogate pair at the cut.
    private static String ends(String text, int head, int tail) {
        if (text.length() <= head + CUT.length() + tail) {
            return text;
        }
        int first = Character.isHighSurrogate(text.charAt(head - 1)) ? head - 1 : head;
        int last = text.length() - tail;
        int from = Character.isLowSurrogate(text.charAt(last)) ? last + 1 : last;
        return text.substring(0, first).strip() + CUT + text.substring(from).strip();
    }
}
