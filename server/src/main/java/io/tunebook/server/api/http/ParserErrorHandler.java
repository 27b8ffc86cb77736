package io.tunebook.server.api.http;

import io.tunebook.server.exchange.mlflow.MlflowError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// The answer to requests that fail before they reach a route, with the shape and headers of every
/// other refusal.
final class ParserErrorHandler implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        boolean failed = status >= 500 && status != 503;
        Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        // The cause of an internal failure belongs into the server's log only.
        String detail =
                failed || message == null ? HttpStatus.getMessage(status) : message.toString();
        Guard.HEADERS.forEach((name, value) -> response.getHeaders().put(name, value));
        boolean mlflow = MlflowError.speaks(String.valueOf(request.getHttpURI().getPath()));
        response.getHeaders()
                .put(
                        HttpHeader.CONTENT_TYPE,
                        mlflow ? "application/json" : "application/problem+json");
        String json =
                mlflow
                        ? MlflowError.of(status, detail).json()
                        : Json.write(Problem.Body.of("Invalid request", status, detail, "none"));
        response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
