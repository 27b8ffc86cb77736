package io.tunebook.server.exchange.report;

import io.tunebook.events.Event;
import io.tunebook.events.Role;
import io.tunebook.server.exchange.report.ReportDocument.Heading;
import io.tunebook.server.exchange.report.ReportDocument.Part;
import io.tunebook.server.exchange.report.ReportDocument.Table;
import io.tunebook.server.exchange.report.ReportDocument.Text;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Launch;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.Isolation;
import io.tunebook.server.playbook.analysis.RoundFindings;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.decision.GainEstimate;
import io.tunebook.server.playbook.decision.GainVerdict;
import io.tunebook.server.playbook.design.Design;
import io.tunebook.server.playbook.design.Lint;
import io.tunebook.server.playbook.design.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A round in one file: goal, design, plots, findings, decision, and the position and hash of the
/// log that prove its source.
public final class Report {
    private final Snapshot snapshot;
    private final Book book;
    private final Round round;
    private final List<Sample> samples;
    private final RoundFindings findings;
    private final List<Part> parts = new ArrayList<>();

    private Report(Snapshot snapshot, Round round) {
        this.snapshot = snapshot;
        this.book = snapshot.book();
        this.round = round;
        this.samples = Sample.of(book, round);
        this.findings = RoundFindings.of(snapshot.position(), round, samples, snapshot.curves());
    }

    /// @param hash of the log's event at the snapshot's position, in hex
    public static String html(Snapshot snapshot, Round round, String hash) {
        return HtmlReport.of(new Report(snapshot, round).document(hash));
    }

    /// @param hash of the log's event at the snapshot's position, in hex
    public static String markdown(Snapshot snapshot, Round round, String hash) {
        return MarkdownReport.of(new Report(snapshot, round).document(hash));
    }

    private ReportDocument document(String hash) {
        goal();
        design();
        samples.forEach(this::study);
        isolation();
        findings();
        decision();
        parts.add(new Heading("Proof"));
        parts.add(
                new Text(
                        "Source: event %,d of the log, with hash %s."
                                .formatted(snapshot.position(), hash)));
        return new ReportDocument(
                "%s, round %d"
                        .formatted(book.projectOf(round).facts().title(), round.facts().number()),
                parts);
    }

    private void goal() {
        var goal = round.facts().goal();
        parts.add(new Heading("Goal"));
        parts.add(new Text(goal.question()));
        parts.add(
                new Text(
                        "%s, %s; the objective is %s, to %s."
                                .formatted(
                                        lower(goal.kind()),
                                        lower(goal.phase()),
                                        book.projectOf(round).objective().metric(),
                                        lower(book.projectOf(round).objective().direction()))));
        String conclusion = round.conclusion();
        if (conclusion != null) {
            parts.add(new Text("Conclusion: " + conclusion));
        }
    }

    private void design() {
        parts.add(new Heading("Design"));
        parts.add(
                new Table(
                        List.of("Hyperparameter", "Role", "Values", "Reason"),
                        round.roles().stream().map(Report::role).toList()));
        for (Warning w : Lint.of(Design.of(book, round))) {
            Round.Acceptance accepted = round.accepted().get(w.id());
            parts.add(
                    new Text(
                            "%s (%s, %s): %s %s"
                                    .formatted(
                                            lower(w.severity()),
                                            w.rule(),
                                            w.subject(),
                                            w.sentence(),
                                            accepted == null
                                                    ? w.next()
                                                    : "Accepted by %s: %s"
                                                            .formatted(
                                                                    accepted.at().actor(),
                                                                    accepted.facts().why()))));
        }
    }

    private static List<String> role(Role.Assignment a) {
        return List.of(
                a.parameter().key(),
                lower(a.role()),
                Formats.domain(a.parameter().domain()),
                a.why());
    }

    private static String data(Event.StudyCreated facts) {
        String data = facts.reproduction().data();
        return switch (facts.trainer()) {
            case BUILT_IN -> data;
            case EXTERNAL -> (data + " with an external trainer").strip();
            case TRACKED -> data + ", tracked";
        };
    }

    private void study(Sample sample) {
        var facts = sample.study().facts();
        parts.add(new Heading("Study %s".formatted(facts.name())));
        parts.add(
                new Text(
                        "%s by %s with seed %d: %d completed, %d infeasible. Rerun with: %s (version %s, data %s, %s)"
                                .formatted(
                                        Formats.plural(facts.trials(), "trial"),
                                        lower(facts.algorithm().kind()),
                                        facts.algorithm().seed(),
                                        sample.completed().size(),
                                        sample.infeasible().size(),
                                        facts.reproduction().command(),
                                        facts.reproduction().version(),
                                        data(facts),
                                        facts.reproduction().digest())));
        if (!sample.completed().isEmpty()) {
            parts.add(
                    new Table(
                            List.of("Trial", sample.objective().metric(), "Configuration"),
                            sample.completed().stream()
                                    .limit(3)
                                    .map(t ->
                                            List.of(
                                                    String.valueOf(t.number()),
                                                    Formats.value(sample.objective(), t.value()),
                                                    t.configuration().values().toString()))
                                    .toList()));
        }
        parts.addAll(Plots.of(sample, snapshot.curves()));
    }

    private void isolation() {
        for (Isolation plot : Isolation.of(round, samples)) {
            if (!plot.points().isEmpty()) {
                parts.add(new Heading("The effect of %s".formatted(plot.parameter())));
                parts.add(Plots.isolation(plot, samples.getFirst()));
            }
        }
    }

    private void findings() {
        parts.add(new Heading("Findings"));
        List<List<String>> rows = new ArrayList<>();
        for (Finding f : findings.checklist()) {
            Round.Answer answer = round.answers().get(f.question().id());
            rows.add(
                    List.of(
                            f.question().title(),
                            f.label(),
                            f.sentence(),
                            answer == null
                                    ? "not answered"
                                    : "%s: %s (%s)"
                                            .formatted(
                                                    answer.facts().verdict(),
                                                    answer.facts().note(),
                                                    answer.at().actor())));
        }
        parts.add(new Table(List.of("Question", "Verdict", "Finding", "Answer"), rows));
        parts.add(
                new Table(
                        List.of("Rules", "Verdict", "Finding", "Numbers"),
                        findings.learning().stream().map(Report::finding).toList()));
    }

    private static List<String> finding(Finding f) {
        List<String> numbers = new ArrayList<>();
        f.numbers().forEach((name, x) -> numbers.add("%s %s".formatted(name, Formats.number(x))));
        return List.of(
                String.join(", ", f.rules()),
                lower(f.verdict()),
                f.sentence(),
                String.join("; ", numbers));
    }

    private void decision() {
        parts.add(new Heading("Decision"));
        var objective = book.projectOf(round).objective();
        for (String id : round.launches()) {
            switch (book.launch(id)) {
                case Launch.Proposed p ->
                        parts.add(new Text("Launch %s is proposed.".formatted(id)));
                case Launch.Decided d -> decided(d);
                case Launch.Reverted r -> {
                    decided(r.before());
                    parts.add(
                            new Text(
                                    "Reverted by %s at event %,d: %s"
                                            .formatted(
                                                    r.at().actor(), r.at().position(), r.why())));
                }
            }
        }
        if (round.launches().isEmpty()) {
            parts.add(new Text("No launch decision."));
            samples.stream()
                    .flatMap(s -> s.completed().stream())
                    .min(Sample.bestFirst(objective))
                    .ifPresent(t ->
                            parts.add(new Text(GainEstimate.of(book, round, (Trial) t).text())));
        }
        for (Round.Caveat c : round.caveats()) {
            parts.add(new Text("Caveat: %s = %s. %s".formatted(c.parameter(), c.value(), c.why())));
        }
    }

    private void decided(Launch.Decided d) {
        var decision = d.decision();
        var evidence = decision.evidence();
        var objective = book.projectOf(round).objective();
        parts.add(
                new Text(
                        "%s by %s at event %,d, based on the data up to event %,d: %s"
                                .formatted(
                                        lower(decision.decision()),
                                        d.at().actor(),
                                        d.at().position(),
                                        evidence.position(),
                                        decision.rationale())));
        parts.add(new Text(GainVerdict.of(objective, evidence).text()));
        if (decision.notBetter() != null) {
            parts.add(new Text("Reason to launch against the evidence: " + decision.notBetter()));
        }
        if (!decision.complexity().isEmpty()) {
            parts.add(new Text("Complexity added: " + decision.complexity()));
        }
        decision.overrides()
                .forEach((question, why) ->
                        parts.add(
                                new Text(
                                        "Open question: %s; reason for accepting: %s"
                                                .formatted(question, why))));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
