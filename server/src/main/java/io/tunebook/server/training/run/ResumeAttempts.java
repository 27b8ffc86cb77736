package io.tunebook.server.training.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often each trial was resumed from its newest checkpoint without reaching another one. A
/// training that crashes the process, for example through a driver, would otherwise do so at every
/// start of the server.
///
/// The count is a file beside the checkpoint, on disk before the training resumes. It names the
/// checkpoint's step: it does not hold for another checkpoint. Thread-safe for different trials.
final class ResumeAttempts {
    /// A trial that was resumed as often as this from one checkpoint is not resumed again.
    static final int MAX = 2;

    /// The end of the file's name; a trial's id is the beginning.
    static final String SUFFIX = ".resumes";

    private static final Logger LOG = LoggerFactory.getLogger(ResumeAttempts.class);
    private static final Pattern FORMAT = Pattern.compile("step (\\d{1,9}) resumes (\\d{1,9})\n");

    private final ResumePoints points;

    /// The trials that this process has trained: each start of the server counts once.
    private final Set<String> resumed = ConcurrentHashMap.newKeySet();

    /// Those of them that have not reached another checkpoint.
    private final Set<String> pending = ConcurrentHashMap.newKeySet();

    ResumeAttempts(ResumePoints points) {
        this.points = points;
    }

    /// The number of earlier resumes from the checkpoint of that step.
    int of(String trial, int step) throws IOException {
        String text;
        try {
            text = Files.readString(points.folder().resolve(trial + SUFFIX));
        } catch (NoSuchFileException e) {
            return 0;
        }
        Matcher stored = FORMAT.matcher(text);
        if (!stored.matches()) {
            LOG.warn("the number of resumes of trial {} is unreadable: counting from 0", trial);
            return 0;
        }
        return Integer.parseInt(stored.group(1)) == step ? Integer.parseInt(stored.group(2)) : 0;
    }

    /// Counts one more resume from the checkpoint of that step; returns when it is on disk.
    void begin(String trial, int step) throws IOException {
        if (resumed.add(trial)) {
            Path file = points.folder().resolve(trial + SUFFIX);
            byte[] text =
                    "step %d resumes %d\n"
                            .formatted(step, of(trial, step) + 1)
                            .getBytes(StandardCharsets.US_ASCII);
            pending.add(trial);
            DurableFile.write(file, out -> out.write(text));
        }
    }

    /// Counts one more resume by another process; returns when it is on disk.
    void again(String trial, int step) throws IOException {
        resumed.remove(trial);
        begin(trial, step);
    }

    /// The trial has another checkpoint, from which this process continues, or has ended.
    void reached(String trial) {
        resumed.add(trial);
        discard(trial);
    }

    private void discard(String trial) {
        if (pending.remove(trial)) {
            drop(trial);
        }
    }

    /// The server is being stopped in order: what is resumed now did not crash it.
    void forgive() {
        Set.copyOf(pending).forEach(this::discard);
    }

    private void drop(String trial) {
        try {
            Files.deleteIfExists(points.folder().resolve(trial + SUFFIX));
        } catch (IOException e) {
            LOG.warn("the number of resumes of trial {} cannot be deleted", trial, e);
        }
    }
}
