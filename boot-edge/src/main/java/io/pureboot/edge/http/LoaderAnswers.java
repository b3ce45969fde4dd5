package io.pureboot.edge.http;

import io.pureboot.edge.files.CleanPath;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.files.Lookup;
import io.pureboot.edge.ipxe.BootDesk;
import io.pureboot.protocol.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * {@code /loaders/…}: the same files that TFTP serves, for UEFI HTTP Boot; and beside each of them the scripts that a loader looks for in its own
 * directory. A file of a site's own goes before a script that is made here.
 */
public final class LoaderAnswers {

    private final FileRoots roots;
    private final AssetAnswers assets;
    private final BootDesk desk;

    public LoaderAnswers(FileRoots roots, AssetAnswers assets, BootDesk desk) {
        this.roots = roots;
        this.assets = assets;
        this.desk = desk;
    }

    CompletionStage<HttpResponse> file(HttpRequest request, Route.Match match) {
        Optional<CleanPath> path = CleanPath.of(match.tail());
        Lookup lookup = path.map(roots::findAnyCase).orElseGet(Lookup.Forbidden::new);
        return CompletableFuture.completedFuture(
                lookup instanceof Lookup.Found found
                        ? assets.serve(found.file(), request)
                        : path.flatMap(this::script)
                                .map(Answers::text)
                                .orElseGet(() ->
                                        Answers.problem(Problem.of(404, "no-such-loader", "There is no such loader")
                                                .detail(match.tail())
                                                .advice("Put the file into one of the edge's TFTP directories."))));
    }

    private Optional<String> script(CleanPath path) {
        return switch (path.fileName().toLowerCase(Locale.ROOT)) {
            case "boot.ipxe", "autoexec.ipxe" -> Optional.of(desk.firstScript());
            case "grub.cfg" -> Optional.of(desk.firstGrub(Optional.empty()));
            default -> Optional.empty();
        };
    }
}
