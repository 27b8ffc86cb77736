package io.tunebook.events.log;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders that only their owner can read and write, whatever the umask: 600 and 700.
/// They have these modes from the moment they exist. Existing ones stay as they are. Where the
/// system has no such modes, files are created with its own rules.
public final class OwnerOnly {
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /// Creates an empty file unless it exists.
    public static void createFile(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createFile(file, attributes(file, FILE));
        } catch (FileAlreadyExistsException e) {
            // Another thread or process was faster.
        }
    }

    /// Creates the folder and its missing parents.
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /// Whether others than the owner can do anything with an existing file or folder.
    public static boolean isWider(Path path) throws IOException {
        return isPosix(path) && !FOLDER.containsAll(Files.getPosixFilePermissions(path));
    }

    /// Removes all permissions of others than the owner.
    public static void restrict(Path path) throws IOException {
        if (isPosix(path)) {
            Set<PosixFilePermission> own = Files.getPosixFilePermissions(path);
            own.retainAll(FOLDER);
            Files.setPosixFilePermissions(path, own);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
