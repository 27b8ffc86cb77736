package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The choice of one device among several, by `--device`.
public final class DeviceChoice {

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    private DeviceChoice() {}

    /// The number of the device that the text selects: a number is exactly that device, any other
    /// text is a part of one device's name, ignoring case.
    ///
    /// @param backend the owner of the devices, for the message
    /// @param names of the devices, in their order
    /// @param descriptions of the devices, for the message
    /// @throws IllegalArgumentException if no device matches, or several do; the message lists the
    ///   available ones
    public static int of(
            String backend, String text, List<String> names, List<String> descriptions) {
        String wanted = text.strip();
        List<Integer> matches =
                IntStream.range(0, names.size())
                        .filter(d -> matches(wanted, d, names.get(d)))
                        .boxed()
                        .toList();
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        if (matches.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no device '%s'; available: %s"
                            .formatted(
                                    backend,
                                    wanted,
                                    list(IntStream.range(0, names.size()).boxed(), descriptions)));
        }
        throw new IllegalArgumentException(
                "'%s' matches %d devices of %s: give a number or more of the name; matching: %s"
                        .formatted(
                                wanted,
                                matches.size(),
                                backend,
                                list(matches.stream(), descriptions)));
    }

    private static boolean matches(String wanted, int number, String name) {
        if (NUMBER.matcher(wanted).matches()) {
            return wanted.replaceFirst("^0+(?=[0-9])", "").equals(String.valueOf(number));
        }
        return !wanted.isEmpty() && lower(name).contains(lower(wanted));
    }

    private static String list(Stream<Integer> numbers, List<String> descriptions) {
        List<String> described = new ArrayList<>();
        numbers.forEach(d -> described.add("%d (%s)".formatted(d, descriptions.get(d))));
        return described.isEmpty() ? "none" : String.join(", ", described);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
