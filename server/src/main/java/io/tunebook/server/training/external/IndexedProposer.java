package io.tunebook.server.training.external;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tunebook.events.Configuration;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.StudyProposals;
import java.time.Duration;
import java.util.Optional;

/// Keeps the index of the studies that were asked in the last minutes.
final class IndexedProposer implements AskTell.Proposer {
    private static final int MAX_STUDIES = 64;
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final LoadingCache<String, StudyProposals> studies =
            Caffeine.newBuilder()
                    .maximumSize(MAX_STUDIES)
                    .expireAfterAccess(IDLE)
                    .build(_ -> new StudyProposals());

    @Override
    public Optional<Configuration> next(Book book, Study study) {
        return studies.get(study.id()).next(book, study);
    }

    @Override
    public boolean isQuick(Study study) {
        return studies.get(study.id()).isQuick(study);
    }

    @Override
    public long seed(Book book, Trial trial) {
        return studies.get(trial.spec().study()).seed(book, trial);
    }
}
