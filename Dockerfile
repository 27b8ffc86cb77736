# syntax=docker/dockerfile:1
# docs/operations.md describes how to run it. It writes only to the data folder, so --read-only works.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./tunebook package --quick \
 && mkdir /opt/tunebook \
 && tar -xzf dist/target/tunebook-*.tar.gz -C /opt/tunebook --strip-components=1 \
 && rm -rf /opt/tunebook/docs
# SQLite's library, unpacked here instead of into /tmp at every start.
RUN case "$(uname -m)" in x86_64) arch=x86_64 ;; aarch64) arch=aarch64 ;; *) echo "no SQLite for $(uname -m)" >&2; exit 1 ;; esac \
 && mkdir -p /opt/tunebook/native \
 && cd /opt/tunebook/native \
 && jar -xf ../lib/tunebook.jar "org/sqlite/native/Linux/$arch/libsqlitejdbc.so" \
 && mv "org/sqlite/native/Linux/$arch/libsqlitejdbc.so" . \
 && rm -r org
# Only the modules that are used, with jdk.incubator.vector, which a JRE may lack.
RUN jlink --output /opt/java --no-header-files --no-man-pages --strip-debug \
    --add-modules java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.zipfs

FROM debian:stable-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data tunebook
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/tunebook /opt/tunebook
ENV JAVA_HOME=/opt/java \
    PATH=/opt/tunebook/bin:/opt/java/bin:/usr/local/bin:/usr/bin:/bin \
    TUNEBOOK_LOG_FORMAT=json \
    TUNEBOOK_JAVA_OPTS="-Dorg.sqlite.lib.path=/opt/tunebook/native -XX:-UsePerfData -XX:MaxRAMPercentage=75"
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7070
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 CMD ["healthy", "7070"]
ENTRYPOINT ["tunebook"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7070", "--data-dir", "/data"]
