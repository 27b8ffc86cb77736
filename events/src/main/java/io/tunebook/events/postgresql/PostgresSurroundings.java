package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.sql.Verifier;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/// Verifies that the head has its row, and the triggers that reject changes.
final class PostgresSurroundings implements Verifier.Surroundings {
    private static final Set<String> TRIGGERS =
            Set.of(
                    "log_event_only_added",
                    "stream_only_added",
                    "word_only_added",
                    "head_not_removed",
                    "head_only_advances");

    @Override
    public boolean needsHeadFile() {
        return false;
    }

    @Override
    public @Nullable Broken problem(DSLContext dsl, Head head) {
        return dsl.fetchOne("SELECT 1 FROM head") == null
                ? new Broken(head.position(), "the row of the head is missing")
                : triggers(dsl, head);
    }

    private static @Nullable Broken triggers(DSLContext dsl, Head head) {
        Set<String> missing = new TreeSet<>(TRIGGERS);
        String written = PostgresSchema.written();
        for (Record row :
                dsl.fetch(
                        """
                        SELECT t.tgname, p.prosrc FROM pg_trigger t
                        JOIN pg_class c ON c.oid = t.tgrelid
                        JOIN pg_proc p ON p.oid = t.tgfoid
                        WHERE c.relnamespace = current_schema()::regnamespace
                          AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')\
                        """)) {
            String name = String.valueOf(row.get(0, String.class));
            if (!written.contains(String.valueOf(row.get(1, String.class)))) {
                return new Broken(
                        head.position(), "the definition of '%s' was changed".formatted(name));
            }
            missing.remove(name);
        }
        return missing.isEmpty()
                ? null
                : new Broken(
                        head.position(),
                        "the triggers that reject changes are missing: "
                                + String.join(", ", missing));
    }
}
