package io.pureboot.engine.registry;

import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.engine.workflow.PinnedTemplate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows references and includes, each once, and binds them to versions as they are at one moment. */
final class TemplatePinning {
    private static final int MOST_REACHED = 1_000;

    private final Connection connection;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final List<PinnedTemplate> pinned = new ArrayList<>();
    private final boolean all;

    private TemplatePinning(Connection connection, boolean all) {
        this.connection = connection;
        this.all = all;
    }

    /** @param chain what leads to the reference, itself at the end */
    private record Open(String written, List<String> chain) {}

    /** Must run in a transaction that sees one moment of the database. */
    static Pinning pin(Connection connection, Collection<String> references) throws SQLException {
        TemplatePinning pinning = new TemplatePinning(connection, true);
        references.forEach(written -> pinning.add(written, List.of()));
        return pinning.run();
    }

    /** The same without what is missing, and without what is more than 1000. */
    static List<PinnedTemplate> reachable(Connection connection, Collection<String> references) throws SQLException {
        TemplatePinning pinning = new TemplatePinning(connection, false);
        references.forEach(written -> pinning.add(written, List.of()));
        pinning.run();
        return List.copyOf(pinning.pinned);
    }

    private void add(String written, List<String> before) {
        if (seen.add(written)) {
            List<String> chain = new ArrayList<>(before);
            chain.add(written);
            open.add(new Open(written, List.copyOf(chain)));
        }
    }

    private Pinning run() throws SQLException {
        while (!open.isEmpty() && (all || pinned.size() < MOST_REACHED)) {
            Open next = open.remove();
            Optional<TemplateReference> reference = TemplateReference.parse(next.written());
            Optional<TemplateEntry> template =
                    reference.isPresent() ? TemplateTables.referred(connection, reference.get()) : Optional.empty();
            Optional<TemplateVersion> version = template.isPresent()
                    ? TemplateTables.version(
                            connection, template.get(), reference.orElseThrow().version())
                    : Optional.empty();
            if (version.isEmpty() && !all) {
                continue;
            }
            if (version.isEmpty()) {
                return new Pinning.Missing(next.written(), next.chain());
            }
            TemplateEntry found = template.orElseThrow();
            TemplateVersion bound = version.get();
            pinned.add(new PinnedTemplate(
                    next.written(), found.id(), found.name(), bound.version().toString(), bound.sha256()));
            bound.includes().forEach(include -> add(include, next.chain()));
        }
        return new Pinning.Pinned(pinned);
    }
}
