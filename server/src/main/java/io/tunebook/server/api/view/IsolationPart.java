package io.tunebook.server.api.view;

import io.tunebook.server.api.view.RoundPage.AnswerToQuestion;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.playbook.analysis.Isolation;
import io.tunebook.server.playbook.analysis.RoundAnswer;
import io.tunebook.server.playbook.analysis.TrialMarks;
import io.tunebook.server.playbook.decision.MeasuredReruns;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The isolation plot of one scientific hyperparameter (PB-36).
///
/// @param answer on this hyperparameter by the search; null below two values that completed
public record IsolationPart(
        String parameter, List<Point> points, @Nullable AnswerToQuestion answer) {
    private static final int MAX_DOTS = 200;

    /// A completed trial of a setting.
    public record Dot(String trial, int number, double y) {}

    /// @param trials completed
    /// @param others the completed trials beside the best, the best first, at most 200
    /// @param reruns the values of the best trial's reruns
    /// @param setting the place of the value among the settings of its study, when the study varies
    ///   this hyperparameter alone; null otherwise
    public record Point(
            String value,
            String study,
            String trial,
            int number,
            double y,
            @Nullable Double low,
            @Nullable Double high,
            int trials,
            List<Dot> others,
            List<Double> reruns,
            @Nullable Integer setting) {}

    /// @param answers by the search, one for each scientific hyperparameter that was compared
    /// @param marks of each study
    static IsolationPart of(
            Book book,
            Round round,
            Isolation plot,
            List<RoundAnswer> answers,
            List<TrialMarks> marks) {
        return new IsolationPart(
                plot.parameter(),
                plot.points().stream()
                        .map(p ->
                                point(
                                        book,
                                        round,
                                        p,
                                        setting(plot.parameter() + " = " + p.value(), marks)))
                        .toList(),
                answers.stream()
                        .filter(a -> a.parameter().equals(plot.parameter()))
                        .findFirst()
                        .map(AnswerToQuestion::of)
                        .orElse(null));
    }

    private static Point point(
            Book book, Round round, Isolation.Point p, @Nullable Integer setting) {
        return new Point(
                p.value(),
                book.studyOf(p.best()).id(),
                p.best().id(),
                p.best().number(),
                p.best().value(),
                p.low(),
                p.high(),
                p.completed().size(),
                p.completed().stream()
                        .skip(1)
                        .limit(MAX_DOTS)
                        .map(t -> new Dot(t.id(), t.number(), t.value()))
                        .toList(),
                Arrays.stream(MeasuredReruns.reruns(book, round, p.best().configuration()).values())
                        .boxed()
                        .toList(),
                setting);
    }

    private static @Nullable Integer setting(String name, List<TrialMarks> marks) {
        return marks.stream()
                .map(m -> m.settings().indexOf(name))
                .filter(i -> i >= 0)
                .findFirst()
                .orElse(null);
    }
}
