package io.tunebook.events.sqlite;

import io.tunebook.events.log.Head;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The log's head, kept outside the database: `position hash` in one line of 86 bytes.
///
/// A damaged WAL can drop acknowledged events without any error; this file is what notices. It is
/// written in place, within the file's first sector, which a disk writes whole or not at all, and
/// flushed before an append is acknowledged.
final class HeadFile implements AutoCloseable {
    private static final int DIGITS = 20;
    private static final int LENGTH = DIGITS + 1 + 64 + 1;
    private static final Pattern FORM = Pattern.compile("[0-9]{20} [0-9a-f]{64}\n");

    private final FileChannel channel;

    private HeadFile(FileChannel channel) {
        this.channel = channel;
    }

    /// Opens the file for writing; makes it, so that it survives a loss of power, where there is
    /// none.
    static HeadFile open(Path file) throws IOException {
        boolean made = !Files.exists(file);
        HeadFile head =
                new HeadFile(
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        if (made) {
            try {
                head.write(Head.EMPTY);
                flushFolder(file);
            } catch (IOException e) {
                head.close();
                throw e;
            }
        }
        return head;
    }

    /// Empty when there is no such file.
    ///
    /// @throws IOException when it cannot be read, or is not a head file
    static Optional<Head> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!FORM.matcher(text).matches()) {
            throw new IOException("the head file %s is damaged".formatted(file));
        }
        try {
            return Optional.of(
                    new Head(
                            Long.parseLong(text, 0, DIGITS, 10),
                            HexFormat.of().parseHex(text, DIGITS + 1, LENGTH - 1)));
        } catch (NumberFormatException e) {
            throw new IOException("the head file %s is damaged".formatted(file), e);
        }
    }

    /// Returns once it is on the disk.
    void write(Head head) throws IOException {
        String digits = Long.toString(head.position());
        String text =
                "0".repeat(DIGITS - digits.length())
                        + digits
                        + " "
                        + HexFormat.of().formatHex(head.hash())
                        + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        long at = 0;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// A new file's name is in its folder, which is flushed apart where the system can do that.
    private static void flushFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
