package io.tunebook.kernels;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.tunebook.kernels",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KERNELS_DO_NOT_DEPEND_ON_OTHER_MODULES =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tunebook..")
                                    .and(resideOutsideOfPackage("io.tunebook.kernels..")));

    @ArchTest
    static final ArchRule KERNELS_DEPEND_ONLY_ON_THE_JDK_AND_FASTCSV =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.tunebook.kernels..",
                            "de.siegmar.fastcsv.reader",
                            "java..",
                            "jdk.incubator.vector",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule ONLY_THE_VECTOR_KERNELS_USE_THE_INCUBATOR_MODULE =
            noClasses()
                    .that()
                    .haveSimpleNameNotStartingWith("Vector")
                    .and()
                    .doNotHaveSimpleName("Species")
                    .and()
                    .haveNameNotMatching(".*[.](Wide|Narrow|Taps|NarrowTaps)\\d+By\\d")
                    .and()
                    .doNotHaveSimpleName("PeakLoop")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector");

    @ArchTest
    static final ArchRule DATASETS_DO_NOT_DEPEND_ON_NETWORKS =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.kernels.data")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tunebook.kernels")
                                    .or(resideInAPackage("io.tunebook.kernels.cpu")));

    @ArchTest
    static final ArchRule ONLY_DATASETS_READ_CSV =
            noClasses()
                    .that(not(resideInAPackage("io.tunebook.kernels.data")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("de.siegmar.fastcsv..");

    @ArchTest
    static final ArchRule BACKENDS_ARE_FOUND_BY_NAME =
            noClasses()
                    .that(not(resideInAPackage("io.tunebook.kernels.cpu")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.kernels.cpu");
}
