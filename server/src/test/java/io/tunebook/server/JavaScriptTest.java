package io.tunebook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What holds for the source of every JavaScript module of the dashboard.
class JavaScriptTest {
    private static final Path WEB = Path.of("../web/src/main/resources/web");
    private static final Path MODULES = WEB.resolve("js");
    private static final int MAX_LINE = 120;
    private static final Pattern IMPORTED =
            Pattern.compile(
                    "(?:\\bfrom\\s*|\\bimport\\s*[(]?\\s*)(?:'(?<single>[^']+)'|\"(?<twice>[^\"]+)\")");
    private static final Pattern COMMENT = Pattern.compile("(?s)/[*].*?[*]/|(?m)^\\s*//.*$");

    /// A text that begins with a slash, where a URL is expected, or that begins as a path of files
    /// and data does.
    private static final Pattern ABSOLUTE =
            Pattern.compile(
                    "(?:fetch[(]|EventSource[(]|Worker[(]|URL[(]|open[(]'\\w+', |location[.](?:assign|replace)[(]|location(?:[.]href)? = |"
                            + "(?:href|src|action|formaction): |setAttribute[(]'(?:href|src|action)', |from |import ?[(]?|"
                            + "State[(][^,\n]*, '', |\\b(?:go|goTo|replace)[(])['\"`]/[\\w$\"'`]"
                            + "|(?<!pathTo[(]|path: |=== )['\"`]/(?:api|static|sign-in|sign-out|health|metrics)\\b");

    private static final Pattern MOUNT =
            Pattern.compile("'?([\\w-]+)'?: [(][)] => import[(]'[.]/pages/([\\w-]+)[.]js'[)]");

    @Test
    void everyModuleBeginsWithTheCommentThatHasItsTypesChecked() {
        assertThat(sources())
                .hasSizeGreaterThan(60)
                .allSatisfy((module, source) ->
                        assertThat(source).as(module).startsWith("// @ts-check\n"))
                .allSatisfy((module, source) ->
                        assertThat(source)
                                .as(module)
                                .doesNotContain("@ts-nocheck")
                                .doesNotContain("@ts-ignore"));
    }

    @Test
    void noLineIsLongerThan120Characters() {
        List<String> tooLong = new ArrayList<>();
        sources()
                .forEach((module, source) -> {
                    List<String> lines = source.lines().toList();
                    IntStream.range(0, lines.size())
                            .filter(i -> lines.get(i).length() > MAX_LINE)
                            .forEach(i -> tooLong.add(module + ":" + (i + 1)));
                });
        assertThat(tooLong).isEmpty();
    }

    /// Without one, an update of the page closes what a person has just opened.
    @Test
    void everyDetailsElementHasAKey() {
        Pattern made = Pattern.compile("h[(]'details[^']*',(?s:.{0,60})");
        List<String> without = new ArrayList<>();
        sources()
                .forEach((module, source) ->
                        made.matcher(source)
                                .results()
                                .filter(m -> !m.group().contains("'data-key': "))
                                .forEach(m -> without.add(module + ": " + m.group())));
        assertThat(without).isEmpty();
    }

    @Test
    void chartsImportNeitherPartsNorPagesAndPartsImportNoPages() {
        List<String> upwards = new ArrayList<>();
        sources()
                .forEach((module, source) -> {
                    for (String imported : imports(module, source)) {
                        if (floor(imported) > floor(module)) {
                            upwards.add(module + " imports " + imported);
                        }
                    }
                });
        assertThat(upwards).isEmpty();
    }

    @Test
    void everyImportNamesAModuleThatIsThere() {
        sources()
                .forEach((module, source) ->
                        assertThat(imports(module, source))
                                .filteredOn(imported -> !imported.startsWith("../vendor/"))
                                .allSatisfy(imported ->
                                        assertThat(MODULES.resolve(imported)).as(module).exists()));
    }

    @Test
    void importsAreFoundInEachOfTheirForms() {
        String source =
                """
                import { a } from '../pages/a.js';
                import b from "./b.js";
                import '../c.js';
                export { d } from './d.js';
                const e = await import('./e.js');
                /** @typedef {import('../dom.js').F} F */
                import * as g from '/static/vendor/g.js';
                """;
        assertThat(imports("parts/x.js", source))
                .containsExactly(
                        "pages/a.js", "parts/b.js", "c.js", "parts/d.js", "parts/e.js", "dom.js");
    }

    /// A path from the root leaves the path of a proxy: only `paths.js` knows that one.
    @Test
    void everyPathOfTheServerComesFromPathToOrLink() {
        List<String> absolute = new ArrayList<>();
        sources()
                .forEach((module, source) ->
                        ABSOLUTE.matcher(COMMENT.matcher(source).replaceAll(""))
                                .results()
                                .forEach(found -> absolute.add(module + ": " + found.group())));
        assertThat(absolute).isEmpty();
        assertThat(
                        List.of(
                                "fetch('/health')",
                                "h('a', { href: `/rounds/${id}` })",
                                "import * as g from '/static/g.js'",
                                "const g = await import('/static/g.js')",
                                "new EventSource(\"/api/v1/events\")",
                                "request.open('POST', `/api/v1${path}`)",
                                "history.pushState(null, '', '/audit')",
                                "go(`/trials/${id}`)",
                                "location.assign('/')",
                                "const API = '/api/v1'"))
                .allMatch(bad -> ABSOLUTE.matcher(bad).find());
    }

    @Test
    void everyPageHasOneModuleOfItsNameAndEveryModuleAPage() {
        List<String> listed = new ArrayList<>();
        for (JsonNode page : JsonMapper.shared().readTree(read(WEB.resolve("pages.json")))) {
            listed.add(page.get("page").asString());
        }
        List<String> modules =
                sources().keySet().stream()
                        .filter(module -> module.startsWith("pages/"))
                        .map(module -> module.replaceAll("^pages/|[.]js$", ""))
                        .toList();
        List<String> mounted = new ArrayList<>();
        Matcher mount = MOUNT.matcher(read(MODULES.resolve("main.js")));
        while (mount.find()) {
            assertThat(mount.group(1)).isEqualTo(mount.group(2));
            assertThat(read(MODULES.resolve("pages/" + mount.group(2) + ".js")))
                    .contains("export async function " + camel(mount.group(2)) + "(");
            mounted.add(mount.group(2));
        }
        assertThat(modules).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(listed);
    }

    private static int floor(String module) {
        return switch (module.contains("/") ? module.substring(0, module.indexOf('/')) : module) {
            case "charts" -> 0;
            case "parts" -> 1;
            case "pages" -> 2;
            case "main.js", "api-page.js" -> 3;
            default -> 0;
        };
    }

    /// @return what a module imports of the dashboard's own, as paths below `js/`
    private static List<String> imports(String module, String source) {
        List<String> imported = new ArrayList<>();
        Matcher found = IMPORTED.matcher(source);
        while (found.find()) {
            String name =
                    found.group("single") == null ? found.group("twice") : found.group("single");
            if (name.startsWith(".")) {
                Path folder = MODULES.resolve(module).getParent();
                imported.add(posix(MODULES.relativize(folder.resolve(name).normalize())));
            }
        }
        return imported;
    }

    private static String camel(String name) {
        return Pattern.compile("-(\\w)")
                .matcher(name)
                .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }

    private static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MODULES)) {
            Iterator<Path> modules = files.filter(f -> f.toString().endsWith(".js")).iterator();
            modules.forEachRemaining(f -> sources.put(posix(MODULES.relativize(f)), read(f)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private static String posix(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
