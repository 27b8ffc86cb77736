package io.tunebook.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.archive.LogImport;

/// What each wing of the server may know. `docs/architecture.md` shows the same in a picture.
@AnalyzeClasses(
        packages = "io.tunebook",
        importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
    private static final String MODEL = "io.tunebook.server.model..";
    private static final String PLAYBOOK = "io.tunebook.server.playbook..";
    private static final String LEDGER = "io.tunebook.server.ledger..";
    private static final String TRAINING = "io.tunebook.server.training..";
    private static final String EXCHANGE = "io.tunebook.server.exchange..";
    private static final String API = "io.tunebook.server.api..";
    private static final String CLI = "io.tunebook.server.cli..";

    /// What makes no decision that depends on anything but its arguments.
    private static final String[] PURE = {
        MODEL,
        PLAYBOOK,
        "io.tunebook.server.ledger.command..",
        "io.tunebook.server.exchange.report..",
        "io.tunebook.server.api.view.."
    };

    @ArchTest
    static final ArchRule NO_ARROW_BETWEEN_THE_WINGS_RUNS_BACK_UP =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("io.tunebook.server..")
                    .layer("model")
                    .definedBy(MODEL)
                    .layer("playbook")
                    .definedBy(PLAYBOOK)
                    .layer("ledger")
                    .definedBy(LEDGER)
                    .layer("training")
                    .definedBy(TRAINING)
                    .layer("exchange")
                    .definedBy(EXCHANGE)
                    .layer("api")
                    .definedBy(API)
                    .layer("cli")
                    .definedBy(CLI)
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("api")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("exchange")
                    .mayOnlyBeAccessedByLayers("api", "cli")
                    .whereLayer("training")
                    .mayOnlyBeAccessedByLayers("api", "cli")
                    .whereLayer("ledger")
                    .mayOnlyBeAccessedByLayers("training", "exchange", "api", "cli")
                    .whereLayer("playbook")
                    .mayOnlyBeAccessedByLayers("ledger", "training", "exchange", "api", "cli")
                    .whereLayer("model")
                    .mayOnlyBeAccessedByLayers(
                            "playbook", "ledger", "training", "exchange", "api", "cli");

    @ArchTest
    static final ArchRule EVERY_CLASS_LIVES_IN_A_WING =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.server..")
                    .should()
                    .resideOutsideOfPackages(MODEL, PLAYBOOK, LEDGER, TRAINING, EXCHANGE, API, CLI);

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tunebook.server.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_TRAINING_TOUCHES_THE_KERNELS =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.server..")
                    .and()
                    .resideOutsideOfPackage(TRAINING)
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
    static final ArchRule THE_PLAYBOOK_AND_ALL_THAT_IS_PURE_READ_NO_CLOCK_AND_DO_NO_IO =
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
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callConstructor(java.util.Random.class)
                    .orShould()
                    .callConstructor(java.util.SplittableRandom.class);

    @ArchTest
    static final ArchRule THE_PLAYBOOK_HAS_NO_STATIC_STATE_THAT_CHANGES =
            fields().that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage(PLAYBOOK)
                    .and()
                    .areStatic()
                    .should()
                    .beFinal();

    @ArchTest
    static final ArchRule EXCHANGE_SPEAKS_NO_HTTP =
            noClasses()
                    .that()
                    .resideInAPackage(EXCHANGE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "java.net.http..");

    @ArchTest
    static final ArchRule WHAT_IS_FOR_JETTY_KNOWS_JETTY_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.server.api.http.jetty..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tunebook.server..")
                                    .and(
                                            not(
                                                    resideInAPackage(
                                                            "io.tunebook.server.api.http.jetty.."))));

    /// `LogImport` copies a whole log with its hashes, which is no command.
    @ArchTest
    static final ArchRule THE_LOG_IS_WRITTEN_THROUGH_COMMANDS_ONLY =
            noClasses()
                    .that()
                    .resideInAnyPackage(API, EXCHANGE, TRAINING)
                    .and()
                    .doNotBelongToAnyOf(LogImport.class)
                    .should()
                    .callMethodWhere(
                            target(owner(assignableTo(EventLog.class)))
                                    .and(target(nameMatching("append|submit"))))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.events.sqlite..");
}
