package io.tunebook.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;

/// A bit of a random event's content or hash, which is flipped in the file or by SQLite.
///
/// @param position of the event
/// @param bit among those of `payload` and of `hash` behind it
@SuppressWarnings("ArrayRecordComponent")
record SoakBit(long position, byte[] payload, byte[] hash, int bit) {
    private static final String TRIGGER = "log_event_no_update";

    static SoakBit random(Path database, Random random) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            long head;
            try (ResultSet row = statement.executeQuery("SELECT max(position) FROM log_event")) {
                head = row.getLong(1);
            }
            long position = SoakLog.NEEDED + 1 + random.nextLong(head - SoakLog.NEEDED);
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT payload, hash FROM log_event WHERE position = " + position)) {
                byte[] payload = row.getBytes(1);
                byte[] hash = row.getBytes(2);
                int bits = 8 * (payload.length + hash.length);
                return new SoakBit(position, payload, hash, random.nextInt(bits));
            }
        }
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=10000");
    }

    /// The payload and the hash with the bit flipped.
    private byte[] flipped() {
        byte[] row = Arrays.copyOf(payload, payload.length + hash.length);
        System.arraycopy(hash, 0, row, payload.length, hash.length);
        row[bit / 8] ^= (byte) (1 << bit % 8);
        return row;
    }

    /// Flips it in the file of a log that is closed.
    void flipInFile(Path database) throws IOException {
        byte[] file = Files.readAllBytes(database);
        int at = indexOf(file, hash) - payload.length;
        if (at < 0 || !Arrays.equals(file, at, at + payload.length, payload, 0, payload.length)) {
            throw new IOException("event %d is not in one piece in the file".formatted(position));
        }
        try (RandomAccessFile out = new RandomAccessFile(database.toFile(), "rw")) {
            out.seek(at + bit / 8);
            out.write(flipped()[bit / 8]);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i <= all.length - part.length; i++) {
            if (all[i] == part[0] && Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /// Flips it in an open log, as a program that removes the trigger for a moment.
    void flipBySqlite(Path database) throws SQLException {
        byte[] row = flipped();
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            String trigger;
            try (ResultSet text =
                    statement.executeQuery(
                            "SELECT sql FROM sqlite_master WHERE name = '" + TRIGGER + "'")) {
                trigger = text.getString(1);
            }
            statement.execute("DROP TRIGGER " + TRIGGER);
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE log_event SET payload = ?, hash = ? WHERE position = ?")) {
                update.setBytes(1, Arrays.copyOf(row, payload.length));
                update.setBytes(2, Arrays.copyOfRange(row, payload.length, row.length));
                update.setLong(3, position);
                update.executeUpdate();
            }
            statement.execute(trigger);
            statement.execute("COMMIT");
        }
    }
}
