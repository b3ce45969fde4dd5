package io.pureboot.edge.ipxe.script;

import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.MacAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a machine says of itself in {@code GET /ipxe?mac=…}. Values that are missing or empty in the query are absent here.
 *
 * @param arch {@code i386}, {@code x86_64}, {@code arm32}, {@code arm64} …: the processor's, not only the loader's
 * @param platform {@code pcbios} or {@code efi}
 * @param inventory what else iPXE knows of it, by the names in the query
 * @param again whether it asks once more in the same boot
 */
public record MachineQuestion(
        MacAddress mac,
        Optional<String> uuid,
        Optional<String> serial,
        Optional<String> arch,
        Optional<String> platform,
        Optional<String> manufacturer,
        Optional<String> product,
        Optional<String> ip,
        Map<String, String> inventory,
        boolean again) {
    public MachineQuestion {
        inventory = Map.copyOf(inventory);
    }

    /** Names in the query that are handed on to the engine as they are. */
    private static final List<String> INVENTORY =
            List.of("asset", "board-serial", "chip", "busid", "hostname", "ipxe", "loader");

    /** Stands in the URLs of scripts that ask once more, so that the engine does not take it for a further boot (promise P-16). */
    private static final String AGAIN = "again";

    /** SMBIOS strings are at most 255 characters in practice; what is longer is cut. */
    private static final int MAX_CHARS = 256;

    /** What reading the query gave. */
    public sealed interface Reading {

        /** It is a question. */
        record Asked(MachineQuestion question) implements Reading {}

        /**
         * It is none.
         *
         * @param code {@code missing-mac} or {@code malformed-mac}
         */
        record Refused(String code, String detail) implements Reading {}
    }

    /** Reads the raw query of {@code /ipxe}. */
    public static Reading read(String rawQuery) {
        Map<String, String> values = QueryText.parse(rawQuery);
        Optional<String> macText = value(values, "mac");
        if (macText.isEmpty()) {
            return new Reading.Refused("missing-mac", "the query has no mac=");
        }
        Optional<MacAddress> mac = MacAddress.parse(macText.get());
        if (mac.isEmpty()) {
            return new Reading.Refused(
                    "malformed-mac", "mac=" + PlainText.of(macText.get()) + " is no machine's Ethernet address");
        }
        return new Reading.Asked(new MachineQuestion(
                mac.get(),
                value(values, "uuid"),
                value(values, "serial"),
                value(values, "arch"),
                value(values, "platform"),
                value(values, "manufacturer"),
                value(values, "product"),
                value(values, "ip"),
                inventory(values),
                value(values, AGAIN).isPresent()));
    }

    private static Map<String, String> inventory(Map<String, String> values) {
        Map<String, String> inventory = new LinkedHashMap<>();
        INVENTORY.forEach(name -> value(values, name).ifPresent(text -> inventory.put(name, text)));
        return inventory;
    }

    /** What GRUB's path says: the address, and {@code x86_64-efi} or {@code i386-pc}. */
    public static Optional<MachineQuestion> ofGrub(String macText, String target, boolean again) {
        int hyphen = target.lastIndexOf('-');
        String cpu = target.substring(0, Math.max(0, hyphen));
        String platform = target.substring(hyphen + 1).equals("efi") ? "efi" : "pcbios";
        return MacAddress.parse(macText)
                .map(mac -> new MachineQuestion(
                        mac,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(cpu).filter(text -> !text.isEmpty()),
                        Optional.of(platform),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("loader", "grub"),
                        again));
    }

    /** Whether its firmware is UEFI; a BIOS when it does not say. */
    public boolean efi() {
        return platform.filter("efi"::equals).isPresent();
    }

    /** The question for the engine, under an id that no other asking has. */
    public BootRequest request(String edgeId, String edgeUrl, String requestId) {
        return new BootRequest(
                mac,
                uuid,
                serial,
                arch,
                platform,
                manufacturer,
                product,
                ip,
                edgeId,
                edgeUrl,
                again ? Optional.of(true) : Optional.empty(),
                Optional.of(requestId),
                Optional.of(inventory).filter(known -> !known.isEmpty()));
    }

    /** The URL at which the machine asks the same again, within the same boot. */
    public String url(String edgeUrl) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("mac", mac.hyphenated());
        uuid.ifPresent(text -> values.put("uuid", text));
        serial.ifPresent(text -> values.put("serial", text));
        arch.ifPresent(text -> values.put("arch", text));
        platform.ifPresent(text -> values.put("platform", text));
        manufacturer.ifPresent(text -> values.put("manufacturer", text));
        product.ifPresent(text -> values.put("product", text));
        ip.ifPresent(text -> values.put("ip", text));
        values.put(AGAIN, "1");
        return edgeUrl
                + values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + QueryText.encode(entry.getValue()))
                        .collect(Collectors.joining("&", "/ipxe?", ""));
    }

    private static Optional<String> value(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text);
    }
}
