package io.pureboot.engine.template.handlebars;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Puts values into other languages so that they stay values. */
final class Quoting {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern BLANK = Pattern.compile("\\s");
    /** What iPXE reads as the end of a command when it stands alone. */
    private static final Pattern OPERATOR = Pattern.compile("(^|\\s)(\\|\\||&&|;)(\\s|$)");

    private Quoting() {}

    /** Between single quotes nothing means anything to a shell but a single quote (POSIX 2.2.2). */
    static String shell(HelperCall call) {
        String text = call.text(0);
        if (text.indexOf('\0') >= 0) {
            throw call.failed("cannot put a NUL into a shell's word");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /**
     * iPXE expands <code>${…}</code>, then splits at blanks; it has no quotes and no escapes. So what would be split or expanded is
     * refused, but for blanks with {@code blanks=true} ({@code set}, {@code echo}), and with {@code url=true} everything is
     * percent-encoded.
     */
    static String ipxe(HelperCall call) {
        String text = call.text(0);
        if (call.flag("url")) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
        if (CONTROL.matcher(text).find()) {
            throw call.failed("cannot put a line break or control character into an iPXE script");
        }
        if (text.contains("${")) {
            throw call.failed("cannot put ${ into an iPXE script: iPXE would expand it");
        }
        boolean blanks = call.flag("blanks");
        if (BLANK.matcher(text).find() && (!blanks || OPERATOR.matcher(text).find())) {
            throw call.failed(
                    blanks
                            ? "cannot put ||, && or ; between blanks into an iPXE script"
                            : "cannot put blanks into a word of an iPXE script; see blanks=true and url=true");
        }
        return text;
    }
}
