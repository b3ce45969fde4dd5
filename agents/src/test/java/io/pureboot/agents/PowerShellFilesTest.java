package io.pureboot.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The PowerShell that we ship is PowerShell, by a grammar that is not ours; one after the other, as the first one fetches it for all. */
@Execution(ExecutionMode.SAME_THREAD)
class PowerShellFilesTest {
    private static final Path AGENT = Path.of("windows/pureboot-agent.ps1").toAbsolutePath();
    private static final Path CATALOG =
            Path.of("../engine-cluster/src/test/resources/catalog").toAbsolutePath();

    private static List<Path> files() throws IOException {
        try (Stream<Path> rendered = Files.list(CATALOG)) {
            return Stream.concat(
                            Stream.of(AGENT),
                            rendered.filter(file -> file.toString().endsWith(".ps1"))
                                    .sorted())
                    .toList();
        }
    }

    @Test
    void theGrammarFindsNoFault() throws Exception {
        PowerShellGrammar grammar = PowerShellGrammar.assumeHere();
        assertThat(files()).hasSizeGreaterThan(1);
        for (Path file : files()) {
            assertThat(grammar.faults(Files.readString(file)))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    /** The commands and the runner of a step are texts within the agent. */
    @Test
    void theGrammarFindsNoFaultInWhatTheAgentWrites() throws Exception {
        PowerShellGrammar grammar = PowerShellGrammar.assumeHere();
        Matcher text = Pattern.compile("^\\$script:(\\w+) = @'\\n(.*?)\\n'@$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(AGENT));
        int found = 0;
        while (text.find()) {
            found++;
            assertThat(grammar.faults(text.group(2))).as(text.group(1)).isEmpty();
        }
        assertThat(found).isEqualTo(3);
    }

    @Test
    void theGrammarFindsFaults() throws Exception {
        PowerShellGrammar grammar = PowerShellGrammar.assumeHere();
        String agent = Files.readString(AGENT);
        String broken = agent.replaceFirst("function Get-Seconds \\{", "function Get-Seconds ");
        assertThat(broken).isNotEqualTo(agent);
        assertThat(grammar.faults(broken)).isNotEmpty();
        assertThat(grammar.faults("if ($a -eq 1 { 'x' }")).isNotEmpty();
    }

    /** Windows PowerShell 5.1 takes a file without a byte order mark for the machine's code page. */
    @Test
    void theAgentIsAscii() throws Exception {
        byte[] bytes = Files.readAllBytes(AGENT);
        assertThat(new String(bytes, StandardCharsets.US_ASCII).getBytes(StandardCharsets.US_ASCII))
                .isEqualTo(bytes);
    }

    /** Words that 5.1 does not know: the ternary and null operators, &amp;&amp; between pipelines, and what came with 6 and 7. */
    @Test
    void theAgentUsesNothingThatCameAfter51() throws Exception {
        String code = Files.readString(AGENT).replaceAll("(?m)^\\s*#.*$", "").replaceAll("'[^'\\n]*'", "''");
        assertThat(code)
                .doesNotContainPattern("\\?\\?|\\?\\.|&&|\\|\\|")
                .doesNotContainPattern(
                        "(?i)-AsHashtable|-SkipHttpErrorCheck|-Parallel|ConvertFrom-Json[^\\n]*-Depth|-EscapeHandling")
                .doesNotContainPattern("\\$Is(Windows|Linux|MacOS|CoreCLR)\\b");
    }
}
