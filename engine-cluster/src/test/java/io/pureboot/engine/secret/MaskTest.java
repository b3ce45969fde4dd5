package io.pureboot.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.query.LogMask;
import io.pureboot.engine.query.LogOf;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken out of texts, JSON and logs, and what is left alone. */
class MaskTest {
    private static final MasterKeys KEYS = MasterKeys.of(Base64.getEncoder().encodeToString(new byte[32]), "test");
    private static final LogOf LOG = new LogOf(new ExecutionId("e"), new StepId("s"), 1);

    private static Mask mask(String... secrets) {
        Set<String> patterns = new TreeSet<>();
        for (String secret : secrets) {
            patterns.addAll(Patterns.of(new SecretText(secret)));
        }
        return Mask.of(PatternScan.of(patterns), KEYS);
    }

    @Test
    void threeStarsStandWhereASecretStoodInATextAndNothingElseChanges() {
        Mask mask = mask("hunter22", "wörd");
        assertThat(mask.text("it is hunter22, not hunter2")).isEqualTo("it is ***, not hunter2");
        assertThat(mask.text("größe hunter22hunter22 ende wörd")).isEqualTo("größe *** ende ***");
        String harmless = "nothing here";
        assertThat(mask.text(harmless)).isSameAs(harmless);
    }

    @Test
    void secretsWithinEachOtherAndOverlappingOnesGoAltogether() {
        Mask mask = mask("abcdef", "bcde", "defghi");
        assertThat(mask.text("x abcdef y")).isEqualTo("x *** y");
        assertThat(mask.text("x abcdefghi y bcde")).isEqualTo("x *** y ***");
    }

    @Test
    void theFormsInWhichProgramsPrintAValueGoToo() throws IOException {
        String value = "p\"a\\s s/wörd";
        Mask mask = mask(value);
        String base64 = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        assertThat(mask.text("b " + base64 + " e"))
                .isEqualTo("b ***"
                        + "=".repeat(base64.length() - base64.replace("=", "").length()) + " e");
        assertThat(mask.text("u p%22a%5Cs+s%2Fw%C3%B6rd e")).isEqualTo("u *** e");
        assertThat(mask.text("u p%22a%5cs+s%2fw%c3%b6rd e")).isEqualTo("u *** e");
        assertThat(mask.text("j " + Json.mapper().writeValueAsString(value) + " e"))
                .isEqualTo("j \"***\" e");
    }

    @Test
    void linesOfALongValueGoOneByOneButNotTheFrameOfAPemFile() {
        Mask mask = mask("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n  kqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n");
        assertThat(mask.text("got MIIEvQIBADANBg")).isEqualTo("got ***");
        assertThat(mask.text("got kqhkiG9w0BAQEF")).isEqualTo("got ***");
        assertThat(mask.text("-----BEGIN PRIVATE KEY-----")).isEqualTo("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void valuesTooShortToTellAreNoPatterns() {
        for (String value : List.of("", "abc", " a\t", "a\nb", "äöü")) {
            assertThat(Secrets.maskable(value)).as("'%s'", value).isFalse();
        }
        assertThat(Secrets.maskable("abcd")).isTrue();
    }

    @Test
    void jsonLosesSecretsInTextsNamesAndNumbersAtAnyDepth() throws IOException {
        Mask mask = mask("hunter22", "12345678");
        assertThat(mask.json(Json.mapper().readTree("""
                        {"a": [{"hunter22": "is hunter22"}, 12345678, 1234, true, null], "b": "c"}""")))
                .isEqualTo(Json.mapper().readTree("""
                        {"a": [{"***": "is ***"}, "***", 1234, true, null], "b": "c"}"""));
    }

    /** A log as the table has it after chunks of these lengths, with what stood there between. */
    private static String kept(Mask mask, String text, int... lengths) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        byte[] table = new byte[0];
        Optional<byte[]> held = Optional.empty();
        int last = 0;
        int from = 0;
        for (int length : lengths) {
            LogMask.Masked masked = mask.mask(LOG, held, Arrays.copyOfRange(all, from, from + length), false);
            assertThat(masked.data()).hasSize(length);
            // As LogChunks does: only the last chunk's end is mended.
            int mended = Math.min(masked.before().length, last);
            System.arraycopy(masked.before(), masked.before().length - mended, table, table.length - mended, mended);
            byte[] longer = Arrays.copyOf(table, table.length + length);
            System.arraycopy(masked.data(), 0, longer, table.length, length);
            table = longer;
            held = masked.held();
            from += length;
            last = length;
        }
        return new String(table, StandardCharsets.UTF_8);
    }

    @Test
    void aSecretThatIsSplitOverChunksIsStarredInBothAndNothingElseIs() {
        Mask mask = mask("hunter22");
        assertThat(kept(mask, "pass hunter22\n", 14)).isEqualTo("pass ********\n");
        for (int split = 1; split < 14; split++) {
            assertThat(kept(mask, "pass hunter22\n", split, 14 - split))
                    .as("split at %d", split)
                    .isEqualTo("pass ********\n");
        }
        assertThat(kept(mask, "pass hunter22\n", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))
                .doesNotContain("h", "u", "n", "t");
        assertThat(kept(mask, "a hunt for hun", 6, 8)).startsWith("a hunt for ").endsWith("***");
        assertThat(kept(mask, "a hunt for hun.", 14, 1)).isEqualTo("a hunt for hun.");
    }

    @Test
    void nothingOfASecretIsInTheTableAtAnyMoment() {
        Mask mask = mask("hunter22");
        LogMask.Masked first = mask.mask(LOG, Optional.empty(), "pass hunte".getBytes(StandardCharsets.UTF_8), false);
        assertThat(new String(first.data(), StandardCharsets.UTF_8)).isEqualTo("pass *****");
        assertThat(new String(first.held().orElseThrow(), StandardCharsets.ISO_8859_1))
                .doesNotContain("hunte");
    }

    @Test
    void theEndOfALogThatBeginsWithinASecretIsStarredToo() {
        Mask mask = mask("hunter22");
        assertThat(mask.end("ter22 done hunter22")).isEqualTo("*** done ***");
        assertThat(new String(
                        mask.mask(LOG, Optional.empty(), "ter22 done".getBytes(StandardCharsets.UTF_8), true)
                                .data(),
                        StandardCharsets.UTF_8))
                .isEqualTo("***** done");
    }

    /** Against a search that is slow and plain. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void randomTextsOverFewLettersAreMaskedAsAPlainSearchDoes(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            List<String> secrets = random.ints(1 + random.nextInt(5), 4, 9)
                    .mapToObj(length -> letters(random, length))
                    .toList();
            PatternScan scan = PatternScan.of(secrets);
            Mask mask = Mask.of(scan, KEYS);
            String text = letters(random, random.nextInt(60));
            String expected = starred(text, secrets);
            int cut = text.isEmpty() ? 0 : random.nextInt(text.length());
            String afterwards = text + "\n";
            assertThat(kept(mask, afterwards, cut, afterwards.length() - cut))
                    .as("%s in %s cut at %d", secrets, text, cut)
                    .isEqualTo(expected + "\n");
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, 3).forEach(letter -> text.append((char) ('a' + letter)));
        return text.toString();
    }

    private static String starred(String text, List<String> secrets) {
        char[] kept = text.toCharArray();
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                Arrays.fill(kept, at, at + secret.length(), '*');
            }
        }
        return new String(kept);
    }

    @Test
    void aTextWithoutSecretsCostsLittleHoweverManyThereAre() {
        Random random = new Random(7);
        List<String> secrets = random.ints(1000, 8, 40)
                .mapToObj(length -> Base64.getEncoder().encodeToString(bytes(random, length)))
                .toList();
        Mask mask = mask(secrets.toArray(String[]::new));
        String text =
                "Get:7 http://archive.example/ubuntu noble/main amd64 linux-base all 4.5 [21.3 kB]\n".repeat(1000);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long began = System.nanoTime();
            assertThat(mask.text(text)).isSameAs(text);
            best = Math.min(best, System.nanoTime() - began);
        }
        assertThat(best / text.length()).as("ns a character").isLessThan(50);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
