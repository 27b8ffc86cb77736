package io.tunebook.e2e;

import com.microsoft.playwright.Page;

/// Waits until a page has loaded, has fetched what it asked for to its last byte, and nothing in it
/// has changed for a tenth of a second: its scripts have run. Create it before navigating.
final class Settled {
    private static final String WATCH =
            """
            window.lastChange = performance.now();
            window.fetching = 0;
            const changes = () => { window.lastChange = performance.now(); };
            const fetched = window.fetch;
            const ended = () => { window.fetching--; changes(); };
            window.fetch = async (...all) => {
              window.fetching++;
              try {
                const response = await fetched(...all);
                response.clone().arrayBuffer().then(ended, ended);
                return response;
              } catch (failure) {
                ended();
                throw failure;
              }
            };
            new MutationObserver(changes)
              .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            """;

    private static final String QUIET =
            """
            () => new Promise((done) => {
              const began = performance.now();
              // A page's module is imported after the document has loaded.
              const drawn = () => document.querySelector('main')?.childElementCount !== 0;
              const look = () => {
                const now = performance.now();
                const quiet = document.readyState === 'complete' && window.fetching === 0
                    && now - window.lastChange > 100;
                if ((quiet && drawn()) || now - began > 10_000) done();
                else setTimeout(look, 10);
              };
              look();
            })
            """;

    private final Page page;

    Settled(Page page) {
        this.page = page;
        page.addInitScript(WATCH);
    }

    /// Opens an address and waits.
    void navigate(String address) {
        page.navigate(address);
        page.evaluate(QUIET);
    }
}
