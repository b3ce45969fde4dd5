package io.pureboot.edge.asset;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Content types by file name. UEFI HTTP Boot looks at the first three. */
public final class MediaTypes {

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("efi", "application/efi"),
            Map.entry("iso", "application/vnd.efi-iso"),
            Map.entry("img", "application/vnd.efi-img"),
            Map.entry("ipxe", "text/plain; charset=UTF-8"),
            Map.entry("cfg", "text/plain; charset=UTF-8"),
            Map.entry("txt", "text/plain; charset=UTF-8"),
            Map.entry("sha256", "text/plain; charset=UTF-8"),
            Map.entry("sh", "text/x-shellscript; charset=UTF-8"),
            Map.entry("ps1", "text/plain; charset=UTF-8"),
            Map.entry("json", "application/json"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"),
            Map.entry("xml", "application/xml"),
            Map.entry("gz", "application/gzip"),
            Map.entry("xz", "application/x-xz"),
            Map.entry("zst", "application/zstd"));

    private static final String UNKNOWN = "application/octet-stream";

    private MediaTypes() {}

    /** The content type of a file of that name. */
    public static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot < 0
                ? UNKNOWN
                : Optional.ofNullable(BY_EXTENSION.get(extension)).orElse(UNKNOWN);
    }
}
