package io.tunebook.server.api.mlflow;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// MLflow's limits of a GraphQL query, so that no small request asks for much work.
final class QueryLimits {
    private static final int MAX_ROOTS = 10;
    private static final int MAX_ALIASES = 10;
    private static final int MAX_DEPTH = 10;
    private static final int MAX_SELECTIONS = 1_000;

    private record Level(SelectionSet selections, int depth) {}

    private final Document document;
    private int roots;
    private int aliases;
    private int selections;

    private QueryLimits(Document document) {
        this.document = document;
    }

    /// Why the query is refused; null when it is within the limits.
    static @Nullable String refusal(Document document) {
        QueryLimits limits = new QueryLimits(document);
        for (OperationDefinition operation :
                document.getDefinitionsOfType(OperationDefinition.class)) {
            String refusal = limits.scan(operation.getSelectionSet());
            if (refusal != null) {
                return refusal;
            }
        }
        return limits.roots > MAX_ROOTS
                ? most(MAX_ROOTS, "root fields", limits.roots)
                : limits.aliases > MAX_ALIASES
                        ? most(MAX_ALIASES, "aliases", limits.aliases)
                        : null;
    }

    private static String most(int most, String what, int n) {
        return "GraphQL queries should have at most %d %s, got %d %s."
                .formatted(most, what, n, what);
    }

    private @Nullable String scan(SelectionSet root) {
        Deque<Level> levels = new ArrayDeque<>(List.of(new Level(root, 1)));
        while (!levels.isEmpty()) {
            Level level = levels.pop();
            if (level.depth() > MAX_DEPTH) {
                return "Query exceeds maximum depth of " + MAX_DEPTH;
            }
            List<Field> fields = fields(level.selections());
            roots += level.depth() == 1 ? fields.size() : 0;
            selections += fields.size();
            if (selections > MAX_SELECTIONS) {
                return "Query exceeds maximum total selections of %d".formatted(MAX_SELECTIONS);
            }
            aliases =
                    Math.max(
                            aliases,
                            (int) fields.stream().filter(f -> f.getAlias() != null).count());
            for (Field field : fields) {
                if (field.getSelectionSet() != null) {
                    levels.push(new Level(field.getSelectionSet(), level.depth() + 1));
                }
            }
        }
        return null;
    }

    /// The fields of a level, those of its fragments included, each fragment once.
    private List<Field> fields(SelectionSet level) {
        List<Field> fields = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<Selection<?>> rest = new ArrayDeque<>();
        add(rest, level);
        while (!rest.isEmpty()) {
            switch (rest.pop()) {
                case Field field -> fields.add(field);
                case InlineFragment inline -> add(rest, inline.getSelectionSet());
                case FragmentSpread spread when seen.add(spread.getName()) ->
                        document.getDefinitionsOfType(FragmentDefinition.class).stream()
                                .filter(f -> f.getName().equals(spread.getName()))
                                .forEach(f -> add(rest, f.getSelectionSet()));
                default -> {}
            }
        }
        return fields;
    }

    private static void add(Deque<Selection<?>> rest, SelectionSet more) {
        for (Selection<?> each : more.getSelections()) {
            rest.add(each);
        }
    }
}
