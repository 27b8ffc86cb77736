package io.tunebook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table in `docs/security.md` of what was tried, and the tests that it names.
class SecurityTableTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))(?:[.](\\w+))?`");

    @Test
    void everyTestThatTheTableNamesIsThereAndEveryRowNamesOne() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("events", "kernels", "server", "bench", "e2e-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.put(
                            file.getFileName().toString().replace(".java", ""),
                            Files.readString(file));
                }
            }
        }
        List<String> rows =
                Files.readAllLines(ROOT.resolve("docs/security.md")).stream()
                        .dropWhile(line -> !line.equals("## What was tried"))
                        .filter(line -> line.startsWith("|"))
                        .filter(line -> !line.startsWith("|---") && !line.startsWith("| Item"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(40);
        for (String row : rows) {
            Matcher named = NAMED.matcher(row.substring(row.lastIndexOf('|', row.length() - 2)));
            assertThat(named.find()).as("a row without a test: " + row).isTrue();
            do {
                String source = sources.get(named.group(1));
                assertThat(source).as("%s, named by: %s", named.group(1), row).isNotNull();
                if (named.group(2) != null) {
                    assertThat(source).contains("void " + named.group(2) + "(");
                }
            } while (named.find());
        }
    }
}
