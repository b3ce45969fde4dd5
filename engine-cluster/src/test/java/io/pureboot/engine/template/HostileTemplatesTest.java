package io.pureboot.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    /** Each of these is quadratic or worse for a scanner that looks back. */
    @Test
    void lengthCostsOnlyItself() {
        List<String> baits = List.of(
                "${".repeat(MILLION),
                "${node.".repeat(MILLION / 4),
                "${a.b|".repeat(MILLION / 4),
                "${include:".repeat(MILLION / 4),
                "${if:".repeat(MILLION / 4),
                "${" + "a".repeat(MILLION),
                "${node." + "a.".repeat(MILLION / 2),
                "${a.b}".repeat(MILLION / 6),
                "${if:a.b}".repeat(100_000) + "${endif}".repeat(100_000),
                "${if:a.b}".repeat(100_000),
                "${else}".repeat(100_000),
                "\n".repeat(MILLION) + "${a.b}".repeat(1_000));
        for (String bait : baits) {
            long began = System.nanoTime();
            assertThat(render(TemplateSource.inline(bait), IncludeSource.NONE)).isNotNull();
            assertThat(TemplateFaults.validate(bait)).hasSizeLessThanOrEqualTo(100);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("%s…", bait.substring(0, 20))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }
}
