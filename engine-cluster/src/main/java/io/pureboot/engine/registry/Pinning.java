package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.PinnedTemplate;
import java.util.List;

/** What becomes of references when each is bound to one version. */
public sealed interface Pinning {
    /** All that the references reach over includes, one entry for each reference as it is written. */
    record Pinned(List<PinnedTemplate> templates) implements Pinning {
        public Pinned {
            templates = List.copyOf(templates);
        }
    }

    /** @param chain the references that lead to the missing one, first the one that was asked for */
    record Missing(String reference, List<String> chain) implements Pinning {
        public Missing {
            chain = List.copyOf(chain);
        }
    }
}
