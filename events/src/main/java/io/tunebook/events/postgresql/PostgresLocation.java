package io.tunebook.events.postgresql;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Where a log in PostgreSQL is, as in `postgresql://USER@HOST:PORT/DATABASE?sslmode=verify-full`.
///
/// The password is that of the variable `PGPASSWORD`, else the one that the driver finds in
/// `PGPASSFILE` or `~/.pgpass`. The parameters are those of the driver.
public final class PostgresLocation {
    private static final String SCHEME = "postgresql://";

    private final String text;
    private final String jdbc;
    private final String user;
    private final @Nullable String password;

    private PostgresLocation(String text, String jdbc, String user, @Nullable String password) {
        this.text = text;
        this.jdbc = jdbc;
        this.user = user;
        this.password = password;
    }

    /// Whether a text names a log in PostgreSQL.
    public static boolean isOne(String text) {
        return text.startsWith(SCHEME) || text.startsWith("postgres://");
    }

    /// @param environment the process's variables
    /// @throws IllegalArgumentException when it is not the location of a log, with the remedy
    public static PostgresLocation of(String text, Map<String, String> environment) {
        String rest = text.substring(text.indexOf("://") + 3);
        int at = rest.lastIndexOf('@', rest.indexOf('/') < 0 ? rest.length() : rest.indexOf('/'));
        int slash = rest.indexOf('/');
        if (!isOne(text) || at < 1 || slash < at + 2 || slash + 1 >= rest.length()) {
            throw new IllegalArgumentException(
                    "'%s' is not the location of a log: write postgresql://USER@HOST:PORT/DATABASE"
                            .formatted(withoutPassword(text)));
        }
        String user = rest.substring(0, at);
        if (user.contains(":")) {
            throw new IllegalArgumentException(
                    "a password in '%s' can be read by every user of this machine: put it into the variable PGPASSWORD, or into ~/.pgpass"
                            .formatted(withoutPassword(text)));
        }
        return new PostgresLocation(
                SCHEME + rest,
                "jdbc:postgresql://" + rest.substring(at + 1),
                decoded(user),
                environment.get("PGPASSWORD"));
    }

    private static String decoded(String user) {
        try {
            String path = new URI("x:/" + user).getPath();
            return path == null ? user : path.substring(1);
        } catch (URISyntaxException e) {
            return user;
        }
    }

    private static String withoutPassword(String text) {
        return text.replaceFirst("(://[^/@:]*):[^/@]*@", "$1:…@");
    }

    String jdbc() {
        return jdbc;
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    /// Without the password.
    @Override
    public String toString() {
        return text;
    }
}
