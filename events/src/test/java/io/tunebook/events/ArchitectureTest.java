package io.tunebook.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.tunebook.events",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule EVENTS_KNOW_NOTHING_ELSE_OF_OURS =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.tunebook.server..", "io.tunebook.kernels..");

    @ArchTest
    static final ArchRule ONLY_THE_LOGS_IN_DATABASES_KNOW_SQL_AND_JOOQ =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "io.tunebook.events.sql..",
                            "io.tunebook.events.sqlite..",
                            "io.tunebook.events.postgresql..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.jooq..",
                            "java.sql..",
                            "org.flywaydb..",
                            "io.tunebook.events.sql..",
                            "io.tunebook.events.sqlite..",
                            "io.tunebook.events.postgresql..");

    @ArchTest
    static final ArchRule NEITHER_DATABASE_KNOWS_THE_OTHER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tunebook.events.sqlite..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.sqlite..", "io.tunebook.events.sqlite..");

    @ArchTest
    static final ArchRule ONLY_THE_LOG_IN_POSTGRESQL_KNOWS_ITS_DRIVER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.tunebook.events.postgresql..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.postgresql..", "io.tunebook.events.postgresql..");

    @ArchTest
    static final ArchRule THE_LOG_KNOWS_NOTHING_OF_WHAT_EVENTS_MEAN =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "io.tunebook.events.log..",
                            "io.tunebook.events.sql..",
                            "io.tunebook.events.sqlite..",
                            "io.tunebook.events.postgresql..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.tunebook.events", "io.tunebook.events.wire..");
}
