package io.pureboot.standalone.machine.tftp;

import java.io.IOException;

/** The server's ERROR packet. */
public final class TftpRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    TftpRefusal(int code, String name, String message) {
        super("tftp: " + name + ": error " + code + ": " + message);
        this.code = code;
    }

    /** RFC 1350, appendix: 1 is "file not found". */
    public int code() {
        return code;
    }
}
