package io.pureboot.standalone.files;

import io.pureboot.protocol.Problem;
import java.util.List;

/** Faults as compilers print them, so that editors jump to them: {@code FILE:LINE:COLUMN: MESSAGE [CODE]}. */
public final class Faults {
    private Faults() {}

    public static List<String> lines(String file, List<Problem.Fault> faults) {
        return faults.stream().map(fault -> line(file, fault)).toList();
    }

    private static String line(String file, Problem.Fault fault) {
        String place = fault.line()
                .map(line -> ":" + line + ":" + fault.column().orElse(1))
                .orElse("");
        String path = fault.path().isEmpty() ? "" : fault.path() + " ";
        return file + place + ": " + path + fault.message() + " [" + fault.code() + "]";
    }
}
