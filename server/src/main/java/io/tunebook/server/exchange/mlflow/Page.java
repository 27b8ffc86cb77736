package io.tunebook.server.exchange.mlflow;

import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Experiments;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;

/// A page of search results. The token of the next page contains the position of the log, so that
/// all pages show the same state.
///
/// @param offset of its first result among all
/// @param most the maximum number of results on it
public record Page(Experiments tracked, long position, int offset, int most) {
    private static final long MAX_WEIGHT = 200_000;

    /// @param asks the number of results on a page that the request asks for
    /// @param token of the previous page; empty for the first page
    /// @throws MlflowError when the number or the token is not valid
    public static Page of(long asks, String token, Ledger ledger, int most) {
        if (asks < 1 || asks > most) {
            throw MlflowError.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be at least 1 and at most %d"
                            .formatted(asks, most));
        }
        if (token.isEmpty()) {
            var now = ledger.now();
            return new Page(now.book().tracked(), now.position(), 0, (int) asks);
        }
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII)
                            .split("@", 2);
            int offset = Integer.parseInt(parts[0]);
            long position = Long.parseLong(parts[1]);
            if (offset < 0 || position < 0 || position > ledger.now().position()) {
                throw new IllegalArgumentException("beyond the results");
            }
            return new Page(ledger.at(position).book().tracked(), position, offset, (int) asks);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw MlflowError.invalid(
                    "Invalid page token '%s': use the next_page_token of the previous page"
                            .formatted(token));
        }
    }

    /// This page, shorter when its results together are large: a client continues with the token of
    /// the next page, as it does anyway. It has one result at least.
    ///
    /// @param weight of a result, about its size in hundreds of bytes
    public <T> Page within(List<T> all, ToLongFunction<T> weight) {
        long sum = 0;
        int end = end(all);
        for (int i = offset; i < end; i++) {
            sum += weight.applyAsLong(all.get(i));
            if (sum > MAX_WEIGHT && i > offset) {
                return new Page(tracked, position, offset, i - offset);
            }
        }
        return this;
    }

    public <T> List<T> of(List<T> all) {
        return all.subList(Math.min(offset, all.size()), end(all));
    }

    public boolean last(List<?> all) {
        return end(all) == all.size();
    }

    public String next() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "%d@%d"
                                .formatted(offset + most, position)
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private int end(List<?> all) {
        return (int) Math.min(all.size(), (long) offset + most);
    }
}
