package io.tunebook.server.api.view;

import java.util.List;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/// Users' Markdown as safe HTML: HTML in it is escaped, links may use only `http`, `https` and
/// `mailto`, and an image is replaced by its alternative text, since pages request nothing from
/// other hosts.
final class SafeMarkdown {
    private static final List<TablesExtension> EXTENSIONS =
            List.of((TablesExtension) TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder()
                    .extensions(EXTENSIONS)
                    .escapeHtml(true)
                    .sanitizeUrls(true)
                    .urlSanitizer(new DefaultUrlSanitizer(List.of("http", "https", "mailto")))
                    .nodeRendererFactory(Pictures::new)
                    .build();

    private SafeMarkdown() {}

    static String html(String markdown) {
        return RENDERER.render(PARSER.parse(markdown));
    }

    /// Renders the alternative text of an image instead of the image.
    private record Pictures(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(Image.class);
        }

        @Override
        public void render(Node picture) {
            for (Node n = picture.getFirstChild(); n != null; n = n.getNext()) {
                context.render(n);
            }
        }
    }
}
