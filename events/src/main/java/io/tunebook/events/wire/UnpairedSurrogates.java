package io.tunebook.events.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.json.JsonMapper;

/// Finds text that is not Unicode: half of a surrogate pair has no encoding in UTF-8, so other
/// programs cannot read it.
public final class UnpairedSurrogates {
    private static final JsonMapper JSON = new JsonMapper();

    private UnpairedSurrogates() {}

    public static boolean isIn(String text) {
        // Paired ones are one code point of another type.
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    /// The text with U+FFFD in place of each unpaired surrogate.
    public static String replaced(String text) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder all = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
                .forEach(all::appendCodePoint);
        return all.toString();
    }

    /// The path of the first field whose name or text has an unpaired surrogate, such as
    /// `space[0].name`; empty for the document itself, null when there is none. In JSON it can only
    /// be written as an escape, so that nearly every document is searched for a byte pattern alone.
    ///
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public static @Nullable String in(byte[] json) {
        if (!hasEscapedSurrogate(json)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
                if ((t == JsonToken.VALUE_STRING || t == JsonToken.PROPERTY_NAME)
                        && isIn(parser.getString())) {
                    return replaced(path(parser.streamReadContext()));
                }
            }
        }
        return null;
    }

    private static boolean hasEscapedSurrogate(byte[] json) {
        for (int i = 0; i + 2 < json.length; i++) {
            if (json[i] == '\\' && json[i + 1] == 'u' && (json[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    private static String path(TokenStreamContext context) {
        TokenStreamContext parent = context.getParent();
        if (parent == null) {
            return "";
        }
        String before = path(parent);
        if (context.inArray()) {
            return before + "[" + context.getCurrentIndex() + "]";
        }
        String name = String.valueOf(context.currentName());
        return before.isEmpty() ? name : before + "." + name;
    }
}
