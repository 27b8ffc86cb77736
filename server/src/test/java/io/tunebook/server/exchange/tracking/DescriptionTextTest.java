package io.tunebook.server.exchange.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DescriptionTextTest {
    private static Role.Assignment role(String name, Domain domain, Role role) {
        return new Role.Assignment(Parameter.always(name, domain), role, "why");
    }

    private static Description description() {
        Value adam = new Value.Text("adam");
        return new Description(
                "mlp",
                "MLP",
                new Objective("val_loss", Objective.Direction.MINIMIZE),
                new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "sgd or adam?"),
                List.of(
                        role(
                                "optimizer",
                                new Domain.Categorical(List.of(adam, new Value.Text("sgd"))),
                                Role.SCIENTIFIC),
                        new Role.Assignment(
                                new Parameter(
                                        "lr",
                                        new Domain.Log(1e-5, 0.123456),
                                        new Parameter.Condition("optimizer", adam)),
                                Role.NUISANCE,
                                "interacts"),
                        role("momentum", new Domain.ReverseLog(0.5, 0.999), Role.NUISANCE),
                        role("dropout", new Domain.Linear(0, 0.5), Role.NUISANCE),
                        role("depth", new Domain.Int(1, 4), Role.NUISANCE),
                        role("width", new Domain.LogInt(16, 512), Role.NUISANCE),
                        role("decay", new Domain.Fixed(new Value.Real(0.123456)), Role.FIXED),
                        role("bias", new Domain.Fixed(new Value.Bool(true)), Role.FIXED),
                        role("seed", new Domain.Fixed(new Value.Int(7)), Role.FIXED)));
    }

    /// The `toString()` of the records when the first descriptions were recorded. Never edited: an
    /// interrupted description is resumed by it.
    @Test
    void theTextEqualsThatOfTheFirstVersion() {
        assertThat(DescriptionText.of(description()))
                .isEqualTo(
                        "Description[project=mlp, title=MLP, objective=Objective[metric=val_loss, direction=MINIMIZE],"
                                + " goal=Goal[kind=UNDERSTANDING, phase=EXPLORATION, question=sgd or adam?], roles=["
                                + "Assignment[parameter=Parameter[name=optimizer, domain=Choice[values=[adam, sgd]], when=null], role=SCIENTIFIC, why=why], "
                                + "Assignment[parameter=Parameter[name=lr, domain=Log[low=1.0E-5, high=0.123456], when=Condition[parameter=optimizer, equals=adam]], role=NUISANCE, why=interacts], "
                                + "Assignment[parameter=Parameter[name=momentum, domain=ReverseLog[low=0.5, high=0.999], when=null], role=NUISANCE, why=why], "
                                + "Assignment[parameter=Parameter[name=dropout, domain=Linear[low=0.0, high=0.5], when=null], role=NUISANCE, why=why], "
                                + "Assignment[parameter=Parameter[name=depth, domain=Whole[low=1, high=4], when=null], role=NUISANCE, why=why], "
                                + "Assignment[parameter=Parameter[name=width, domain=LogWhole[low=16, high=512], when=null], role=NUISANCE, why=why], "
                                + "Assignment[parameter=Parameter[name=decay, domain=Fixed[value=0.1235], when=null], role=FIXED, why=why], "
                                + "Assignment[parameter=Parameter[name=bias, domain=Fixed[value=true], when=null], role=FIXED, why=why], "
                                + "Assignment[parameter=Parameter[name=seed, domain=Fixed[value=7], when=null], role=FIXED, why=why]]]");
    }

    @Test
    void theKeyOfAStepEqualsThatOfTheFirstVersion() {
        assertThat(ExperimentDescriber.key("1", description(), "study"))
                .isEqualTo(UUID.fromString("0e79eb0b-60d7-309e-9423-50099a4ddff4"));
    }
}
