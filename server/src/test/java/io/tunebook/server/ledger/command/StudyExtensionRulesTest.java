package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StudyExtensionRulesTest {
    private static final Parameter DROPOUT = Parameter.always("dropout", new Domain.Linear(0, 0.5));
    private static final Parameter OFFSET = Parameter.always("offset", new Domain.Linear(0, 1));

    private static CommandDecision.@org.jspecify.annotations.Nullable Rejected objection(
            Parameter before, Parameter next) {
        return StudyExtensionRules.objection(
                new SearchSpace(List.of(before)), new SearchSpace(List.of(next)));
    }

    @Test
    void anExtensionWithinTheNaturalBoundsIsAllowed() {
        assertThat(objection(DROPOUT, DROPOUT.over(new Domain.Linear(0, 0.9)))).isNull();
    }

    @Test
    void anExtensionBeyondThemIsRejectedWithTheBounds() {
        var below = objection(DROPOUT, DROPOUT.over(new Domain.Linear(-0.25, 0.5)));
        assertThat(Objects.requireNonNull(below).rule()).isEqualTo("PB-25");
        assertThat(below.reason())
                .isEqualTo(
                        "dropout cannot be -0.25 to 0.5: its natural bounds are at least 0 and below 1."
                                + " Choose a range within them, or send other bounds with the hyperparameter");
        assertThat(objection(DROPOUT, DROPOUT.over(new Domain.Linear(0, 1)))).isNotNull();
    }

    @Test
    void otherBoundsThatAreSentCount() {
        Domain wider = new Domain.Linear(-1, 1);
        assertThat(objection(OFFSET, OFFSET.over(wider))).isNotNull();
        Bounds sent = new Bounds(-2.0, 2.0, false, false);
        assertThat(objection(OFFSET, new Parameter("offset", wider, null, sent))).isNull();
    }
}
