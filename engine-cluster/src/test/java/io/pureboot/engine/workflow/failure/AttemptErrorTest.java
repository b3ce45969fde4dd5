package io.pureboot.engine.workflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.Phase;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of a failed attempt: its class, the end of its output, and what to do (document 001). */
class AttemptErrorTest {
    private static final Instant AT = Instant.parse("2026-01-26T08:00:00Z");

    private static Attempt attempt(
            StepStatus status,
            Optional<DeadlineCause> cause,
            Optional<Integer> exitCode,
            Optional<String> message,
            Optional<String> logs,
            Optional<String> eventId) {
        return new Attempt(
                new StepId("install"),
                1,
                1,
                Phase.FORWARD,
                status,
                AT,
                AT.plusSeconds(60),
                Optional.of(AT.plusSeconds(60)),
                cause,
                exitCode,
                message,
                logs,
                eventId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static AttemptError failed(int exitCode, String message, String logs) {
        return AttemptError.of(attempt(
                        StepStatus.FAILED,
                        Optional.empty(),
                        Optional.of(exitCode),
                        Optional.of(message),
                        Optional.of(logs),
                        Optional.empty()))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "timed_out, attempt_timeout, , , timed_out",
        "timed_out, first_contact, , , no_first_contact",
        "timed_out, heartbeat_timeout, , , heartbeat_lost",
        "cancelled, execution_timeout, , , execution_timed_out",
        "cancelled, cancel_grace, , , ",
        "cancelled, , , , ",
        "failed, , 3, , script_failed",
        "failed, , 0, , reported_failed",
        "failed, , , , reported_failed",
        "failed, , , unrendered-1, unrendered",
        "success, , 0, , ",
        "running, , , , ",
        "skipped, , , , ",
    })
    void theClassFollowsFromTheAttempt(String status, String cause, Integer exitCode, String event, String expected) {
        Attempt attempt = attempt(
                StepStatus.parse(status).orElseThrow(),
                Optional.ofNullable(cause).flatMap(DeadlineCause::parse),
                Optional.ofNullable(exitCode),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(event));
        assertThat(FailureClass.of(attempt).map(FailureClass::wire)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1   | tar: write error: No space left on device                     | The file system is full
            1   | touch: cannot touch 'x': Read-only file system                | The file system is mounted read-only
            32  | mount: /mnt: wrong fs type, bad option, bad superblock on /dev/sda1 | The file system on the device
            255 | mount: mounting /dev/sda1 on /mnt failed: Invalid argument     | The mount failed
            16  | mkfs.ext4: /dev/sda1 is apparently in use by the system        | Something holds the device
            1   | umount: /mnt: target is busy.                                  | Something holds the device
            5   | dd: error reading '/dev/sda': Input/output error               | The hardware reports I/O errors
            1   | sfdisk: cannot open /dev/sdb: No such file or directory        | The device is not there
            1   | EFI variables are not supported on this system.                | The boot loader could not be installed
            1   | udhcpc: no lease, failing                                      | The machine gets no address
            6   | curl: (6) Could not resolve host: mirror.example               | The name cannot be resolved
            1   | wget: bad address 'mirror.example'                             | The name cannot be resolved
            2   | connect: Network is unreachable                                | There is no route
            7   | curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused | Nobody listens there
            60  | curl: (60) SSL certificate problem: certificate is not yet valid | The certificate does not hold
            60  | curl: (60) SSL certificate problem: unable to get local issuer certificate | TLS failed
            22  | curl: (22) The requested URL returned error: 404               | The file is not there
            8   | wget: server returned error: HTTP/1.1 404 Not Found            | The file is not there
            22  | curl: (22) The requested URL returned error: 403               | The server refuses the request
            22  | curl: (22) The requested URL returned error: 503               | The server had a fault
            1   | sha256sum: WARNING: 1 computed checksum did NOT match          | What was fetched is not
            1   | gpg: Can't check signature: No public key                      | A signature cannot be verified
            1   | fork: Cannot allocate memory                                   | The machine ran out of memory
            100 | E: Unable to locate package linux-image-foo                    | A package is not to be had
            100 | E: Could not get lock /var/lib/dpkg/lock-frontend              | Another package manager runs
            126 | sh: ./tool: Exec format error                                  | The program is made for another architecture
            2   | sh: 3: Syntax error: "fi" unexpected                           | The script itself is faulty
            127 | sh: 1: sgdisk: not found                                       | A command was not found
            126 | sh: 1: ./run: Permission denied                                | A file is not executable
            1   | mkdir: cannot create directory '/x': Permission denied         | The step may not do that
            137 | Killed                                                         | The script was killed
            143 | Terminated                                                     | The script was asked to end
            139 | Segmentation fault                                             | A program of the script has crashed
            56  | curl: (56) Recv failure: Connection reset by peer              | The connection broke
            1   | cat: /etc/answer: No such file or directory                    | A file is not there
            3   | that did not work                                              | The script ended with the exit code
            """)
    void theRemedyFollowsFromWhatTheOutputSays(int exitCode, String output, String advice) {
        AttemptError inOutput = failed(exitCode, "the script ended with " + exitCode, "first line\n" + output + "\n");
        assertThat(inOutput.failureClass()).isEqualTo(FailureClass.SCRIPT_FAILED);
        assertThat(inOutput.remedy().orElse("none")).startsWith(advice);
        assertThat(inOutput.lastLines()).containsExactly("first line", output);
        assertThat(failed(exitCode, output, "").remedy()).isEqualTo(inOutput.remedy());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            first_contact     | Look at the machine's console
            heartbeat_timeout | The agent fell silent
            attempt_timeout   | The attempt did not end in its time
            """)
    void aDeadlineThatPassedHasItsRemedy(String cause, String advice) {
        AttemptError error = AttemptError.of(attempt(
                        StepStatus.TIMED_OUT,
                        DeadlineCause.parse(cause),
                        Optional.empty(),
                        Optional.of("timed out"),
                        Optional.empty(),
                        Optional.empty()))
                .orElseThrow();
        assertThat(error.remedy().orElse("none")).startsWith(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the pinned template preseed:v2 cannot be read               | Create the template that the message names
            unclosed-if: this ${if:…} has no ${endif}, line 1, column 1 | Mend the variable or the template
            """)
    void whatCouldNotBeRenderedHasItsRemedy(String message, String advice) {
        AttemptError error = AttemptError.of(attempt(
                        StepStatus.FAILED,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("the script cannot be rendered: " + message),
                        Optional.empty(),
                        Optional.of(FailureClass.UNRENDERED_EVENT + 1)))
                .orElseThrow();
        assertThat(error.failureClass()).isEqualTo(FailureClass.UNRENDERED);
        assertThat(error.remedy().orElse("none")).startsWith(advice);
    }

    @Test
    void everyClassHasAnAdviceOfItsOwnAndNoRowIsEmpty() {
        Set<FailureClass> withoutCondition = Remedies.table().stream()
                .filter(row -> row.exitCodes().isEmpty() && row.pattern().isEmpty())
                .flatMap(row -> row.when().stream())
                .collect(Collectors.toSet());
        assertThat(withoutCondition).containsExactlyInAnyOrder(FailureClass.values());
        assertThat(Remedies.table()).hasSizeGreaterThanOrEqualTo(25).allSatisfy(row -> {
            assertThat(row.advice()).isNotBlank().endsWith(".");
            assertThat(row.when().isPresent() || row.pattern().isPresent()).isTrue();
        });
        assertThat(new HashSet<>(
                        Remedies.table().stream().map(Remedies.Row::advice).toList()))
                .hasSameSizeAs(Remedies.table());
    }

    @Test
    void onlyTheEndOfALongOutputIsShown() {
        String output = IntStream.rangeClosed(1, 100)
                .mapToObj(line -> "line " + line)
                .collect(Collectors.joining("\n", "", "\n" + "x".repeat(2000) + "\n\n"));
        List<String> lines = failed(1, "no", output).lastLines();
        assertThat(lines).hasSize(20);
        assertThat(lines.getFirst()).isEqualTo("line 82");
        assertThat(lines.getLast()).hasSize(501).endsWith("…");
    }

    @Test
    void itIsWrittenUnderTheNamesOfTheInterface() {
        JsonNode json = Json.mapper().valueToTree(failed(127, "sh: 1: sgdisk: not found", "a\nb"));
        assertThat(json.path("class").asText()).isEqualTo("script_failed");
        assertThat(json.path("exit_code").asInt()).isEqualTo(127);
        assertThat(json.path("last_lines")).hasSize(2);
        assertThat(json.path("remedy").asText()).startsWith("A command was not found");
        assertThat(Arrays.stream(FailureClass.values()).map(FailureClass::wire)).doesNotHaveDuplicates();
    }
}
