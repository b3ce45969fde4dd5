package io.pureboot.edge.counters;

/** Everything that the edge counts. One line is one time series; those of one family stand together. */
public enum Counted {
    TFTP_REQUESTS("pureboot_edge_tftp_requests_total", "", "TFTP read requests taken"),
    TFTP_COMPLETED(Families.TFTP, "outcome=\"completed\"", Families.TFTP_HELP),
    TFTP_ENDED_BY_CLIENT(Families.TFTP, "outcome=\"ended_by_client\"", Families.TFTP_HELP),
    TFTP_GIVEN_UP(Families.TFTP, "outcome=\"given_up\"", Families.TFTP_HELP),
    TFTP_FAILED(Families.TFTP, "outcome=\"failed\"", Families.TFTP_HELP),
    TFTP_REPEATED_REQUESTS(
            "pureboot_edge_tftp_repeated_requests_total", "", "Read requests of a transfer that was running"),
    TFTP_NOT_FOUND(Families.REFUSED, "reason=\"not_found\"", Families.REFUSED_HELP),
    TFTP_FORBIDDEN(Families.REFUSED, "reason=\"forbidden\"", Families.REFUSED_HELP),
    TFTP_WRITE(Families.REFUSED, "reason=\"write\"", Families.REFUSED_HELP),
    TFTP_MALFORMED(Families.REFUSED, "reason=\"malformed\"", Families.REFUSED_HELP),
    TFTP_BUSY(Families.REFUSED, "reason=\"busy\"", Families.REFUSED_HELP),
    TFTP_BLOCKS("pureboot_edge_tftp_blocks_total", "", "DATA packets sent, repetitions included"),
    TFTP_BLOCKS_AGAIN("pureboot_edge_tftp_repeated_blocks_total", "", "DATA packets sent again"),
    TFTP_BYTES("pureboot_edge_tftp_bytes_total", "", "Payload bytes sent by TFTP, repetitions included"),
    BOOT_KERNEL(Families.BOOT, "action=\"kernel\"", Families.BOOT_HELP),
    BOOT_SCRIPT(Families.BOOT, "action=\"script\"", Families.BOOT_HELP),
    BOOT_DISK(Families.BOOT, "action=\"disk\"", Families.BOOT_HELP),
    BOOT_WAIT(Families.BOOT, "action=\"wait\"", Families.BOOT_HELP),
    BOOT_REFUSED(Families.BOOT, "action=\"refused\"", Families.BOOT_HELP),
    BOOT_COALESCED(
            "pureboot_edge_boots_coalesced_total", "", "Questions that shared the answer to the same one under way"),
    BOOT_BUSY("pureboot_edge_boots_put_off_total", "", "Questions that were told to come again: too many at once"),
    BOOT_ALONE("pureboot_edge_boots_alone_total", "", "Boot scripts decided without an engine"),
    CALLBACK_PASSED(Families.CALLBACK, "outcome=\"passed\"", Families.CALLBACK_HELP),
    CALLBACK_SPOOLED(Families.CALLBACK, "outcome=\"spooled\"", Families.CALLBACK_HELP),
    CALLBACK_ANSWERED(Families.CALLBACK, "outcome=\"answered_alone\"", Families.CALLBACK_HELP),
    CALLBACK_REFUSED(Families.CALLBACK, "outcome=\"refused\"", Families.CALLBACK_HELP),
    SPOOL_FORWARDED(Families.SPOOL, "outcome=\"acknowledged\"", Families.SPOOL_HELP),
    SPOOL_REJECTED(Families.SPOOL, "outcome=\"rejected\"", Families.SPOOL_HELP),
    SPOOL_PUT_ASIDE(Families.SPOOL, "outcome=\"put_aside\"", Families.SPOOL_HELP),
    ENGINE_FAILOVERS("pureboot_edge_engine_failovers_total", "", "Requests that went on to another engine"),
    ENGINE_AWAY("pureboot_edge_engine_away_total", "", "Requests that no engine answered"),
    CACHE_HIT("pureboot_edge_cache_hits_total", "", "Requests for files that were here"),
    CACHE_FETCHED(Families.CACHE, "outcome=\"kept\"", Families.CACHE_HELP),
    CACHE_NOT_FETCHED(Families.CACHE, "outcome=\"failed\"", Families.CACHE_HELP),
    CACHE_PREFETCHED("pureboot_edge_cache_prefetched_total", "", "Files fetched before a machine asked for them"),
    CACHE_BROKEN("pureboot_edge_cache_broken_total", "", "Files on disk that were not what their name says"),
    ASSET_BYTES("pureboot_edge_asset_bytes_total", "", "Bytes of artifacts sent by HTTP"),
    DHCP_RECEIVED("pureboot_edge_proxydhcp_received_total", "", "Datagrams that came to proxyDHCP's ports"),
    DHCP_ANSWERED(Families.DHCP, "outcome=\"answered\"", Families.DHCP_HELP),
    DHCP_PASSED_OVER(Families.DHCP, "outcome=\"passed_over\"", Families.DHCP_HELP),
    DHCP_MALFORMED(Families.DHCP, "outcome=\"malformed\"", Families.DHCP_HELP);

    private final String family;
    private final String labels;
    private final String help;

    Counted(String family, String labels, String help) {
        this.family = family;
        this.labels = labels;
        this.help = help;
    }

    String family() {
        return family;
    }

    String labels() {
        return labels;
    }

    String help() {
        return help;
    }

    private static final class Families {
        static final String TFTP = "pureboot_edge_tftp_transfers_total";
        static final String TFTP_HELP = "TFTP transfers that have ended";
        static final String REFUSED = "pureboot_edge_tftp_refused_total";
        static final String REFUSED_HELP = "TFTP requests that were refused or passed over";
        static final String BOOT = "pureboot_edge_boots_total";
        static final String BOOT_HELP = "Boot scripts handed out";
        static final String CALLBACK = "pureboot_edge_callbacks_total";
        static final String CALLBACK_HELP = "Callbacks of agents";
        static final String SPOOL = "pureboot_edge_spool_forwarded_total";
        static final String CACHE = "pureboot_edge_cache_fetches_total";
        static final String CACHE_HELP = "Files that were fetched from the engines";
        static final String DHCP = "pureboot_edge_proxydhcp_total";
        static final String DHCP_HELP = "What proxyDHCP did about the datagrams that it read";
        static final String SPOOL_HELP = "Spooled reports that have left the disk";
    }
}
