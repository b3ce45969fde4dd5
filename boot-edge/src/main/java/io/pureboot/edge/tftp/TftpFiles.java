package io.pureboot.edge.tftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pureboot.edge.files.CleanPath;
import io.pureboot.edge.files.FileRoots;
import io.pureboot.edge.files.Lookup;
import io.pureboot.edge.tftp.content.Content;
import io.pureboot.edge.tftp.content.FileBlocks;
import io.pureboot.edge.tftp.content.Netascii;
import io.pureboot.edge.tftp.packet.ErrorCode;
import io.pureboot.edge.tftp.packet.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What may be fetched: the files of the roots, and the scripts that the edge makes itself, which are there in every directory. A file of a
 * root goes before a made script of the same name, so that a site can have its own.
 *
 * @param scripts text by file name, in lower case
 */
public record TftpFiles(FileRoots roots, Map<String, String> scripts) {

    /** Larger files are not turned into netascii: no boot client asks for that, and it needs memory. */
    private static final long MAX_NETASCII_BYTES = 16L * 1024 * 1024;

    public TftpFiles {
        scripts = Map.copyOf(scripts);
    }

    /** What looking for a name gave. */
    sealed interface Offer {

        /** Here it is, opened; the taker closes it. */
        record Opened(Content content) implements Offer {}

        /** No. */
        record Refused(ErrorCode code, String why) implements Offer {}
    }

    Offer open(String name, Mode mode, FileBlocks blocks) {
        Optional<CleanPath> path = CleanPath.of(name);
        if (path.isEmpty()) {
            return new Offer.Refused(ErrorCode.ACCESS_VIOLATION, "this path is not served");
        }
        return switch (roots.findAnyCase(path.get())) {
            case Lookup.Found found -> openFile(found.file(), mode, blocks);
            case Lookup.Forbidden forbidden -> new Offer.Refused(ErrorCode.ACCESS_VIOLATION, "this path is not served");
            case Lookup.Missing missing -> script(path.get(), mode);
        };
    }

    private Offer script(CleanPath path, Mode mode) {
        String text = scripts.get(path.fileName().toLowerCase(Locale.ROOT));
        if (text == null) {
            return new Offer.Refused(ErrorCode.FILE_NOT_FOUND, "not found");
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        return new Offer.Opened(new Content.OfBytes(mode == Mode.OCTET ? bytes : Netascii.encode(bytes)));
    }

    private static Offer openFile(Path file, Mode mode, FileBlocks blocks) {
        try {
            if (mode == Mode.OCTET) {
                return new Offer.Opened(blocks.open(file));
            }
            if (Files.size(file) > MAX_NETASCII_BYTES) {
                return new Offer.Refused(ErrorCode.NOT_DEFINED, "too large for netascii, use octet");
            }
            return new Offer.Opened(new Content.OfBytes(Netascii.encode(ByteBuffer.wrap(Files.readAllBytes(file)))));
        } catch (IOException unreadable) {
            return new Offer.Refused(ErrorCode.ACCESS_VIOLATION, "the file cannot be read");
        }
    }
}
