package io.pureboot.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates that would loop, swell or dawdle are refused, quickly. */
@Timeout(20)
class HostileTemplatesTest {
    private static final int MILLION = 1_000_000;

    private static Rendering render(TemplateSource root, IncludeSource source) {
        return TemplateRenderer.render(root, Variables.none(), source, false);
    }

    private static TemplateSource template(String name, String content) {
        return new TemplateSource(name, "v1.0", content);
    }

    private static void assertFails(Rendering rendering, Rendering.Code code) {
        assertThat(rendering)
                .isInstanceOfSatisfying(
                        Rendering.Failed.class, f -> assertThat(f.code()).isEqualTo(code));
    }

    @Test
    void twoSiblingsMayIncludeTheSame() {
        IncludeSource source = IncludeSource.of(Map.of(
                "left", template("left", "l(${include:base})"),
                "right", template("right", "r(${include:base})"),
                "base", template("base", "b")));

        assertThat(render(TemplateSource.inline("${include:left} ${include:right} ${include:base}"), source))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("l(b) r(b) b"));
    }

    @Test
    void aCycleIsNamedWithItsChain() {
        IncludeSource source = IncludeSource.of(Map.of(
                "a", template("a", "x\n${include:b}"),
                "b", template("b", "${include:c}"),
                "c", template("c", "1\n2 ${include:a}")));

        assertThat(render(template("a", "x\n${include:b}"), source))
                .isInstanceOfSatisfying(Rendering.Failed.class, f -> {
                    assertThat(f.code().wire()).isEqualTo("circular-include");
                    assertThat(f.chain()).containsExactly("a:v1.0", "b:v1.0", "c:v1.0", "a:v1.0");
                    assertThat(f.template()).contains("c:v1.0");
                    assertThat(List.of(f.line(), f.column())).containsExactly(2, 3);
                });
    }

    @Test
    void tenIncludesWithinEachOtherAreFineAndElevenAreNot() {
        Map<String, TemplateSource> chain = new HashMap<>();
        for (int i = 1; i <= 11; i++) {
            chain.put("t" + i, template("t" + i, i + " ${include:t" + (i + 1) + "}"));
        }
        assertFails(
                render(TemplateSource.inline("${include:t1}"), IncludeSource.of(chain)), Rendering.Code.INCLUDE_DEPTH);

        chain.put("t10", template("t10", "end"));
        assertThat(render(TemplateSource.inline("${include:t1}"), IncludeSource.of(chain)))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("1 2 3 4 5 6 7 8 9 end"));
    }

    @Test
    void aMissingIncludeNamesTemplateAndLine() {
        IncludeSource source = IncludeSource.of(Map.of("a", template("a", "one\ntwo ${include:gone:v2}")));

        assertThat(render(TemplateSource.inline("${include:a}"), source))
                .isInstanceOfSatisfying(Rendering.Failed.class, f -> {
                    assertThat(f.code().wire()).isEqualTo("include-missing");
                    assertThat(f.message()).contains("gone:v2");
                    assertThat(f.template()).isEqualTo(Optional.of("a:v1.0"));
                    assertThat(List.of(f.line(), f.column())).containsExactly(2, 5);
                });
    }

    @Test
    void includesThatMultiplyAreStopped() {
        Map<String, TemplateSource> billion = new HashMap<>();
        for (int i = 1; i <= 9; i++) {
            billion.put("t" + i, template("t" + i, ("${include:t" + (i + 1) + "}").repeat(10)));
        }
        billion.put("t10", template("t10", ""));
        assertFails(
                render(TemplateSource.inline("${include:t1}"), IncludeSource.of(billion)),
                Rendering.Code.INCLUDE_LIMIT);

        IncludeSource big = IncludeSource.of(Map.of("big", template("big", "x".repeat(MILLION))));
        assertFails(render(TemplateSource.inline("${include:big}".repeat(10)), big), Rendering.Code.OUTPUT_TOO_LARGE);
        IncludeSource idle =
                IncludeSource.of(Map.of("idle", template("idle", "${if:node.ip}" + "x".repeat(MILLION) + "${endif}")));
        assertFails(render(TemplateSource.inline("${include:idle}".repeat(100)), idle), Rendering.Code.INCLUDE_LIMIT);
    }

    @Test
    void bracketsThatDoNotCloseArePointedAt() {
        assertFails(render(TemplateSource.inline("${if:node.ip}x"), IncludeSource.NONE), Rendering.Code.UNCLOSED_IF);
        assertFails(render(TemplateSource.inline("x${endif}"), IncludeSource.NONE), Rendering.Code.UNEXPECTED_ENDIF);
        assertFails(render(TemplateSource.inline("x${else}"), IncludeSource.NONE), Rendering.Code.UNEXPECTED_ELSE);
        assertFails(
                render(TemplateSource.inline("${if:a.b}1${else}2${else}3${endif}"), IncludeSource.NONE),
                Rendering.Code.UNEXPECTED_ELSE);
        assertThat(TemplateFaults.structure(TemplateFormat.PUREBOOT, "a\n${if:node.ip}${if:node.mac}${else}${else}\n"))
                .extracting(f -> f.code() + " " + f.line().orElseThrow() + ":"
                        + f.column().orElseThrow())
                .containsExactly("unexpected-else 2:35", "unclosed-if 2:1", "unclosed-if 2:28");
    }

    static Stream<Arguments> baits() {
        return Stream.of(
                arguments("dollars", "${".repeat(2 * MILLION)),
                arguments("namespaces", "${node.".repeat(4 * MILLION / 7)),
                arguments("defaults", "${a.b|".repeat(4 * MILLION / 6)),
                arguments("includes", "${include:".repeat(4 * MILLION / 10)),
                arguments("4 MB of ${if:", "${if:".repeat(4 * 1024 * 1024 / 5)),
                arguments("a long word", "${" + "a".repeat(4 * MILLION)),
                arguments("a long key", "${node." + "a.".repeat(2 * MILLION)),
                arguments("a long known key", "${meta." + "a.".repeat(2 * MILLION) + "a}"),
                arguments("many unknown", "${a.b}".repeat(4 * MILLION / 6)),
                arguments("many unknown, near", "${nod.ipp}".repeat(4 * MILLION / 10)),
                arguments("many escapes", "$${node.ip}".repeat(4 * MILLION / 11)),
                arguments("deep", "${if:a.b}".repeat(200_000) + "${endif}".repeat(200_000)),
                arguments("deep and open", "${if:a.b}".repeat(400_000)),
                arguments("elses", "${else}".repeat(500_000)),
                arguments("lines", "\n".repeat(3 * MILLION) + "${a.b}".repeat(20_000)));
    }

    /** Each of these is quadratic or worse for a scanner that looks back. Within a second of a processor's time. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("baits")
    void lengthCostsOnlyItself(String name, String bait) {
        TemplateLanguages languages = new TemplateLanguages(System::nanoTime);
        TemplateSource source = TemplateSource.inline(bait);

        long began = WorkTime.now();
        Rendering rendering = languages.render(source, Variables.none(), IncludeSource.NONE, false);
        long rendered = WorkTime.now();
        Analysis analysis = languages.analyse(source, IncludeSource.NONE);
        long analysed = WorkTime.now();

        String what = switch (rendering) {
            case Rendering.Rendered r -> "rendered " + r.text().length();
            case Rendering.Failed f -> f.code().wire();
        };
        System.out.printf(
                "%s: %s in %d ms, %d faults in %d ms%n",
                name,
                what,
                (rendered - began) / 1_000_000,
                analysis.faults().size(),
                (analysed - rendered) / 1_000_000);
        assertThat(analysis.faults()).hasSizeLessThanOrEqualTo(100);
        assertThat(Duration.ofNanos(rendered - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(analysed - rendered)).isLessThan(Duration.ofSeconds(1));
    }
}
