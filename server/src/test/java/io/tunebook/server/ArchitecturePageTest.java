package io.tunebook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The names in `docs/architecture.md` are those of the sources.
class ArchitecturePageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:[.][a-zA-Z]+)?`");
    private static final Pattern PATH =
            Pattern.compile("`((?:…|server|web|events|kernels|bench|migrations)/[\\w/.…-]*)`");

    /// Words in backticks that are no class of ours.
    private static final Set<String> OTHERS = Set.of("TORNADOVM_HOME", "POST", "GET");

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/architecture.md"));
    }

    @Test
    void everyClassThatItNamesExists() throws IOException {
        Set<String> classes = new HashSet<>();
        for (String module : List.of("events", "kernels", "server", "bench")) {
            for (String kind : List.of("main", "test")) {
                try (Stream<Path> files =
                        Files.walk(ROOT.resolve(module).resolve("src/" + kind + "/java"))) {
                    files.map(f -> f.getFileName().toString())
                            .filter(f -> f.endsWith(".java"))
                            .forEach(f -> classes.add(f.replace(".java", "")));
                }
            }
        }
        Matcher m = CLASS.matcher(page());
        while (m.find()) {
            if (!OTHERS.contains(m.group(1))) {
                assertThat(classes).as(m.group()).contains(m.group(1));
            }
        }
    }

    @Test
    void everyPathThatItNamesExists() throws IOException {
        Matcher m = PATH.matcher(page());
        while (m.find()) {
            String path = m.group(1);
            if (path.equals("…/")) {
                continue;
            }
            Path file =
                    ROOT.resolve(path.replace("…/", "server/src/main/java/io/tunebook/server/"));
            assertThat(file).as(m.group()).exists();
        }
    }
}
