package io.tunebook.server.exchange.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// An untrusted archive. Its entries are never unpacked to the paths in their names, entries that
/// an archive does not have are refused, and an entry never gives more bytes than its header
/// states.
final class ArchiveFile implements AutoCloseable {
    private static final long MAX_BLOWN = 1L << 30;
    private static final long MAX_RATIO = 200;
    private static final int MAX_MANIFEST = 64 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    /// @throws InvalidExportException when it is not an archive
    ArchiveFile(Path path) throws IOException {
        this.path = path;
        try {
            this.zip = new ZipFile(path.toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw new InvalidExportException(
                    "%s is not an archive, or is damaged: it is no ZIP file, or its end is missing. Export the archive again, or choose another file."
                            .formatted(path));
        }
        try {
            check();
        } catch (InvalidExportException | IOException e) {
            zip.close();
            throw e;
        }
    }

    private void check() throws IOException {
        long all = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (!Archive.ENTRY.matcher(entry.getName()).matches()) {
                throw wrong(
                        "it contains '%s', which is not an entry of a project archive"
                                .formatted(entry.getName().replaceAll("\\p{Cntrl}", "?")));
            }
            if (entries.put(entry.getName(), entry) != null) {
                throw wrong("it contains '%s' twice".formatted(entry.getName()));
            }
            if (entry.getSize() < 0) {
                throw wrong("'%s' does not state its length".formatted(entry.getName()));
            }
            all = Math.addExact(all, entry.getSize());
        }
        if (all > MAX_BLOWN && all / MAX_RATIO > Files.size(path)) {
            throw wrong(
                    "%,d bytes would unpack from %,d: this looks like a ZIP bomb"
                            .formatted(all, Files.size(path)));
        }
        for (String name : new String[] {Archive.LOG, Archive.MANIFEST}) {
            if (!entries.containsKey(name)) {
                throw wrong("it has no '%s'".formatted(name));
            }
        }
    }

    InvalidExportException wrong(String what) {
        return new InvalidExportException(
                "%s cannot be imported: %s. Nothing was imported".formatted(path, what));
    }

    /// The digests of the artifacts, with their lengths.
    Map<String, Long> artifacts() {
        Map<String, Long> all = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (name.startsWith(Archive.ARTIFACTS)) {
                all.put(name.substring(Archive.ARTIFACTS.length()), entry.getSize());
            }
        });
        return all;
    }

    Archive.Manifest manifest() throws IOException {
        if (entry(Archive.MANIFEST).getSize() > MAX_MANIFEST) {
            throw wrong("its manifest is too long");
        }
        try (InputStream in = open(Archive.MANIFEST)) {
            return Archive.manifest(in.readAllBytes());
        } catch (InvalidExportException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ZipEntry entry(String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    /// The content of an entry, which fails when its length differs from the stated one.
    InputStream open(String name) throws IOException {
        ZipEntry entry = entry(name);
        CRC32 crc = new CRC32();
        return new BufferedInputStream(
                new CheckedEntryStream(
                        new CheckedInputStream(zip.getInputStream(entry), crc), crc, entry),
                1 << 16);
    }

    /// Verifies an entry's length and checksum.
    private static final class CheckedEntryStream extends FilterInputStream {
        private final CRC32 crc;
        private final ZipEntry entry;
        private long left;

        CheckedEntryStream(InputStream in, CRC32 crc, ZipEntry entry) {
            super(in);
            this.crc = crc;
            this.entry = entry;
            this.left = entry.getSize();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            left -= Math.max(0, n);
            if (left < 0 || (n < 0 && left > 0)) {
                throw new ZipException(
                        "the length of '%s' is not the stated one".formatted(entry.getName()));
            }
            if (n < 0 && crc.getValue() != entry.getCrc()) {
                throw new ZipException("the checksum of '%s' is wrong".formatted(entry.getName()));
            }
            return n;
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
