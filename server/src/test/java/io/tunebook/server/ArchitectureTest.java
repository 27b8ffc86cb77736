package io.tunebook.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.tunebook",
        importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
    private static final String[] PURE = {
        "io.tunebook.server.search..",
        "io.tunebook.server.analysis..",
        "io.tunebook.server.decision..",
        "io.tunebook.server.design..",
        "io.tunebook.server.report..",
        "io.tunebook.server.command..",
        "io.tunebook.server.book..",
        "io.tunebook.server.view.."
    };

    @ArchTest
    static final ArchRule ONLY_THE_RUNNER_AND_THE_BENCH_TOUCH_THE_KERNELS =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.server..")
                    .and()
                    .resideOutsideOfPackages(
                            "io.tunebook.server.run..", "io.tunebook.server.bench..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.kernels..");

    @ArchTest
    static final ArchRule EVENTS_AND_KERNELS_KNOW_NOTHING_OF_THE_SERVER =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.tunebook.events..", "io.tunebook.kernels..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.server..");

    @ArchTest
    static final ArchRule THE_PLAYBOOK_IS_PURE =
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.io..",
                            "java.nio..",
                            "java.net..",
                            "java.sql..",
                            "io.tunebook.events.log..",
                            "io.tunebook.events.sqlite..",
                            "io.tunebook.kernels..",
                            "io.javalin..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.time.Clock")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.security.SecureRandom")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule HTTP_WRITES_THROUGH_COMMANDS_ONLY =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.server.http..")
                    .should()
                    .callMethodWhere(
                            com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                    com.tngtech.archunit.core.domain.properties.HasName.Predicates
                                            .nameMatching("append|submit")))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.events.sqlite..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tunebook.server.(*)..").should().beFreeOfCycles();
}
