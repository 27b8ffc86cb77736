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
    static final ArchRule KERNELS_KNOW_NOTHING_ELSE_OF_OURS =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tunebook..")
                                    .and(resideOutsideOfPackage("io.tunebook.kernels..")));

    @ArchTest
    static final ArchRule KERNELS_NEED_ONLY_THE_JDK =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.tunebook.kernels..",
                            "java..",
                            "jdk.incubator.vector",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule ONLY_THE_VECTOR_PATH_TOUCHES_THE_INCUBATOR =
            noClasses()
                    .that()
                    .doNotHaveSimpleName("VectorProducts")
                    .and()
                    .doNotHaveSimpleName("NarrowTiles")
                    .and()
                    .doNotHaveSimpleName("WideTiles")
                    .and()
                    .doNotHaveSimpleName("PeakLoop")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector");

    @ArchTest
    static final ArchRule DATASETS_KNOW_NO_NETWORKS =
            noClasses()
                    .that()
                    .resideInAPackage("io.tunebook.kernels.data")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.tunebook.kernels")
                                    .or(resideInAPackage("io.tunebook.kernels.cpu")));

    @ArchTest
    static final ArchRule BACKENDS_ARE_FOUND_AND_NOT_NAMED =
            noClasses()
                    .that(not(resideInAPackage("io.tunebook.kernels.cpu")))
                    .and(not(resideInAPackage("io.tunebook.kernels.bench")))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.tunebook.kernels.cpu");
}
