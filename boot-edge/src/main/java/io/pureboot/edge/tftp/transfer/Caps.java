package io.pureboot.edge.tftp.transfer;

/**
 * The most that a client is granted.
 *
 * @param blockBytes the largest block, 512 to 65464; 1468 fits one Ethernet frame with IPv4, UDP and TFTP headers
 * @param windowBlocks the largest window (RFC 7440), 1 to 65535
 */
public record Caps(int blockBytes, int windowBlocks) {

    public Caps {
        if (blockBytes < Terms.PLAIN_BLOCK_BYTES || blockBytes > Terms.MAX_BLOCK_BYTES) {
            throw new IllegalArgumentException("blocks are 512 to 65464 bytes, not " + blockBytes);
        }
        if (windowBlocks < 1 || windowBlocks > Terms.MAX_WINDOW_BLOCKS) {
            throw new IllegalArgumentException("windows are 1 to 65535 blocks, not " + windowBlocks);
        }
    }
}
