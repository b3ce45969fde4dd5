package io.pureboot.edge.tftp.transfer;

import io.pureboot.edge.tftp.packet.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What client and server have agreed on.
 *
 * @param blockBytes payload of a full DATA packet (RFC 2348)
 * @param windowBlocks DATA packets between two acknowledgements (RFC 7440)
 * @param timeoutSeconds what the client asked for (RFC 2349), 1 to 255
 * @param granted the OACK's content: requested options only, in the client's order; empty means that there is no OACK
 */
public record Terms(int blockBytes, int windowBlocks, OptionalInt timeoutSeconds, List<Option> granted) {

    /** The block size of RFC 1350, where nothing else is agreed. */
    public static final int PLAIN_BLOCK_BYTES = 512;

    static final int MIN_BLOCK_BYTES = 8;
    static final int MAX_BLOCK_BYTES = 65464;
    static final int MAX_WINDOW_BLOCKS = 65535;
    private static final int MAX_TIMEOUT_SECONDS = 255;
    private static final int LONGEST_NUMBER = 18;

    public Terms {
        granted = List.copyOf(granted);
    }

    /**
     * Grants what can be granted of {@code asked}. Unknown options (such as {@code msftwindow}), values that are no number (atftp's
     * {@code tsize enable}) and numbers out of the option's range are passed over, as RFC 2347 has it.
     *
     * @param fileBytes the size of what will be sent, in the request's mode; the answer to {@code tsize}
     */
    public static Terms agree(List<Option> asked, long fileBytes, Caps caps) {
        int blockBytes = PLAIN_BLOCK_BYTES;
        int windowBlocks = 1;
        OptionalInt timeout = OptionalInt.empty();
        List<Option> granted = new ArrayList<>();
        for (Option option : asked) {
            OptionalLong number = number(option.value());
            if (number.isEmpty()) {
                continue;
            }
            long value = number.getAsLong();
            switch (option.name()) {
                case "blksize" -> {
                    if (value >= MIN_BLOCK_BYTES) {
                        blockBytes = (int) Math.min(value, caps.blockBytes());
                        granted.add(new Option("blksize", Integer.toString(blockBytes)));
                    }
                }
                case "windowsize" -> {
                    if (value >= 1) {
                        windowBlocks = (int) Math.min(value, caps.windowBlocks());
                        granted.add(new Option("windowsize", Integer.toString(windowBlocks)));
                    }
                }
                case "timeout" -> {
                    if (value >= 1 && value <= MAX_TIMEOUT_SECONDS) {
                        timeout = OptionalInt.of((int) value);
                        granted.add(new Option("timeout", Long.toString(value)));
                    }
                }
                case "tsize" -> granted.add(new Option("tsize", Long.toString(fileBytes)));
                default -> {
                    // RFC 2347: an option that the server does not know is left out of the OACK.
                }
            }
        }
        return new Terms(blockBytes, windowBlocks, timeout, granted);
    }

    private static OptionalLong number(String value) {
        boolean digits = !value.isEmpty()
                && value.length() <= LONGEST_NUMBER
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }
}
