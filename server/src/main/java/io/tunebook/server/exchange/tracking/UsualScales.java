package io.tunebook.server.exchange.tracking;

import java.util.Locale;
import java.util.regex.Pattern;

/// The scales on which hyperparameters of common names are usually searched.
final class UsualScales {
    private static final Pattern LOG =
            Pattern.compile(
                    "(^|[^a-z])(lr|wd|eta|learning_?rate|weight_?decay|l1|l2|lambda|eps|epsilon|alpha|gamma|c|reg.*)([^a-z]|$)");
    private static final Pattern LINEAR =
            Pattern.compile(
                    "dropout|momentum|beta|smoothing|subsample|colsample|ratio|fraction|prob");

    private UsualScales() {}

    static boolean isLogarithmic(String name) {
        return LOG.matcher(name.toLowerCase(Locale.ROOT)).find() && !isLinear(name);
    }

    static boolean isLinear(String name) {
        return LINEAR.matcher(name.toLowerCase(Locale.ROOT)).find();
    }
}
