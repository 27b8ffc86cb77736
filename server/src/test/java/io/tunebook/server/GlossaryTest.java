package io.tunebook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads the string literals, comments, pages and docs for words that the glossary strikes out.
///
/// `glossary.txt` holds a pattern a line and the word to use instead; `glossary-exceptions.txt` a
/// file, a phrase in which a struck word is right there, and the reason.
class GlossaryTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES =
            List.of("events", "kernels", "tornado", "server", "bench", "web");

    /// Text blocks, strings, characters (skipped), comments.
    private static final Pattern JAVA =
            Pattern.compile(
                    "\"\"\"(?<block>.*?)\"\"\"|\"(?<string>(?:\\\\.|[^\"\\\\\\n])*)\"|'(?:\\\\.|[^'\\\\\\n])'|(?<comment>//[^\\n]*)|/[*](?<long>.*?)[*]/",
                    Pattern.DOTALL);

    private record Struck(Pattern pattern, String instead) {}

    private record Exemption(String file, String phrase) {}

    private record Text(int line, String text) {}

    @Test
    void noTextUsesAWordThatTheGlossaryStrikesOut() throws IOException {
        List<Struck> struck = struck();
        List<Exemption> exemptions = exemptions();
        Set<Exemption> used = new HashSet<>();
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String name = ROOT.relativize(file).toString().replace('\\', '/');
            List<Exemption> here =
                    exemptions.stream().filter(e -> name.endsWith(e.file())).toList();
            for (Text text : texts(file)) {
                String rest = text.text();
                for (Exemption e : here) {
                    if (rest.contains(e.phrase())) {
                        used.add(e);
                        rest = rest.replace(e.phrase(), "");
                    }
                }
                for (Struck s : struck) {
                    Matcher m = s.pattern().matcher(rest);
                    while (m.find()) {
                        found.add(
                                "%s:%d: '%s', say: %s"
                                        .formatted(
                                                name,
                                                text.line() + line(rest, m.start()),
                                                m.group(),
                                                s.instead()));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(exemptions).as("exceptions that nothing needs").allMatch(used::contains);
    }

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                files.filter(f -> f.toString().matches(".*[.](java|js|html|json)"))
                        .filter(f -> !f.endsWith("answers.json"))
                        .forEach(all::add);
            }
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(f -> f.toString().endsWith(".md")).forEach(all::add);
        }
        all.add(ROOT.resolve("README.md"));
        all.add(ROOT.resolve("CONTRIBUTING.md"));
        all.add(ROOT.resolve("CHANGELOG.md"));
        all.add(ROOT.resolve("tunebook"));
        return all;
    }

    private static List<Text> texts(Path file) throws IOException {
        String source = Files.readString(file);
        if (!file.toString().endsWith(".java")) {
            return List.of(new Text(1, source));
        }
        List<Text> texts = new ArrayList<>();
        Matcher m = JAVA.matcher(source);
        while (m.find()) {
            String text =
                    Stream.of("block", "string", "comment", "long")
                            .map(m::group)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse("");
            texts.add(new Text(1 + line(source, m.start()), text));
        }
        return texts;
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private static List<Struck> struck() throws IOException {
        return lines("glossary.txt").stream()
                .map(line -> line.split("\\s*=>\\s*", 2))
                .map(parts ->
                        new Struck(
                                Pattern.compile(
                                        "\\b(?:" + parts[0] + ")\\b", Pattern.CASE_INSENSITIVE),
                                parts[1]))
                .toList();
    }

    private static List<Exemption> exemptions() throws IOException {
        return lines("glossary-exceptions.txt").stream()
                .map(line -> line.split("\\s*[|]\\s*", 3))
                .peek(parts -> assertThat(parts).as("file | phrase | reason").hasSize(3))
                .map(parts -> new Exemption(parts[0], parts[1]))
                .toList();
    }

    private static List<String> lines(String resource) throws IOException {
        try (var in = Objects.requireNonNull(GlossaryTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
