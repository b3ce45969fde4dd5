package io.pureboot.engine.template.handlebars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.template.Analysis;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.SampleVariables;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.template.WorkTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates in Handlebars that would loop, swell, dawdle or look around are refused, quickly. */
@Timeout(60)
class HostileHandlebarsTest {
    private static final int MILLION = 1_000_000;
    private static final TemplateLanguages LANGUAGES = new TemplateLanguages(System::nanoTime);
    private static final Variables VARIABLES = SampleVariables.VARIABLES.withMeta(meta());

    private static ObjectNode meta() {
        ObjectNode meta = SampleVariables.json("{\"big\": \"" + "x".repeat(100_000) + "\"}");
        ArrayNode list = meta.putArray("list");
        for (int i = 0; i < 1_000; i++) {
            list.add(i);
        }
        return meta;
    }

    private static TemplateSource hb(String name, String content) {
        return new TemplateSource(name, "v1.0", TemplateFormat.HANDLEBARS, content);
    }

    private static Rendering render(String content, IncludeSource includes) {
        return LANGUAGES.render(TemplateSource.inline(TemplateFormat.HANDLEBARS, content), VARIABLES, includes, false);
    }

    /** The library's classes are loaded, and its parser knows the grammar, long before anybody is hostile. */
    @BeforeAll
    static void warm() {
        for (int i = 0; i < 500; i++) {
            HandlebarsText.read(
                    "{{#each a.b}}{{#if (default c \"x\")}}y{{else}}{{> z k=v}}{{/if}}{{! c }}{{/each}} " + i);
        }
    }

    static Stream<Arguments> hostile() {
        String loops = "{{#each meta.list}}";
        return Stream.of(
                arguments("tags", "{{node.ip}}".repeat(90_000), "template-too-complex"),
                arguments("tags, as many as may be", "{{node.ip}} ".repeat(2_000), "rendered"),
                arguments("ifs, as many as may be", "{{#if a}}x{{else}}y{{/if}} ".repeat(666), "rendered"),
                arguments("4 MB", "{{#if a.b}}".repeat(400_000), "template-too-complex"),
                arguments("deep", "{{#if a}}".repeat(1_000) + "{{/if}}".repeat(1_000), "template-too-complex"),
                arguments("as deep as may be", "{{#if a}}".repeat(100) + "{{/if}}".repeat(100), "rendered"),
                arguments("else ifs", "{{#if a}}" + "{{else if b}}".repeat(2_000) + "{{/if}}", "template-too-complex"),
                // Steps are counted out first, unless the machine is so busy that the time is over before.
                arguments(
                        "a huge loop", loops + loops + loops + "x" + "{{/each}}".repeat(3), "render-steps|render-time"),
                arguments("an empty huge loop", loops + loops + "{{/each}}".repeat(2), "render-steps|render-time"),
                arguments("a swelling loop", loops + "{{meta.big}}" + "{{/each}}", "output-too-large"),
                arguments(
                        "a swelling capture",
                        "{{#indent 64}}" + loops + "{{meta.big}}\n" + "{{/each}}{{/indent}}",
                        "output-too-large"),
                arguments(
                        "captures within each other",
                        "{{#indent 64}}\n".repeat(90) + "{{meta.big}}\n" + "{{/indent}}".repeat(90),
                        "rendered"),
                arguments("join that swells", "{{join meta.list meta.big}}", "helper-failed"),
                arguments("indent that swells", "{{indent (join meta.list '\n') 64}}".replace("\n", " "), "rendered"),
                arguments(
                        "nested parentheses",
                        "{{json " + "(json ".repeat(200) + "1" + ")".repeat(200) + "}}",
                        "template-too-complex"),
                arguments(
                        "base64 of base64",
                        "{{base64 (base64 (base64 (base64 (base64 (base64 (base64 (base64 (base64 (base64 meta.big)))))))))}}",
                        "helper-failed"),
                arguments(
                        "passwords", "{{#each meta.list}}{{sha512-crypt \"x\"}}{{/each}}", "render-steps|render-time"),
                arguments("a long password", "{{sha512-crypt meta.big}}", "helper-failed"),
                arguments("rounds", "{{sha512-crypt \"x\" salt=\"rounds=999999999$x\"}}", "helper-failed"),
                arguments("a long path", "{{a" + ".b".repeat(300_000) + "}}", "template-too-complex"),
                arguments("long paths", ("{{a" + ".b".repeat(240) + "}}").repeat(2_000), "template-too-complex"),
                arguments("paths, as long as may be", ("{{a" + ".b".repeat(20) + "}}").repeat(285), "rendered"),
                arguments("brackets", "{{a.[" + "[".repeat(400) + "]}}", "rendered"),
                arguments("words", "{{default " + "a ".repeat(100_000) + "}}", "template-too-complex"),
                arguments("long tags", ("{{default " + "a ".repeat(90) + "}}").repeat(65), "helper-failed"),
                arguments("hashes", ("{{json a " + "b=c ".repeat(48) + "}}").repeat(60), "rendered"),
                arguments("quotes", "{{json \"" + "\\\"".repeat(400_000), "template-too-complex"),
                arguments(
                        "texts, as long as may be",
                        ("{{json \"" + "\\\"".repeat(9_000) + "\"}}").repeat(50),
                        "rendered"),
                arguments("open braces", "{{".repeat(500_000), "unsupported-tag"),
                arguments("triple braces", "{{{".repeat(300_000), "unsupported-tag"),
                arguments("braces", "{".repeat(MILLION), "unsupported-tag"),
                arguments("single braces", "{ } ".repeat(250_000), "rendered"),
                arguments("comments", "{{!--".repeat(200_000), "unclosed-tag"),
                arguments("closed comments", "{{!-- x --}}".repeat(80_000), "template-too-complex"),
                arguments("tildes", "{{~a~}}  ".repeat(1_900), "rendered"),
                arguments("blanks", " ".repeat(MILLION), "rendered"),
                arguments("blanks at tags", (" ".repeat(400) + "{{a}}").repeat(1_900), "rendered"),
                arguments("blanks before lone tags", (" ".repeat(400) + "{{#if a}}{{/if}}\n").repeat(900), "rendered"),
                arguments("backslashes", "\\".repeat(MILLION), "rendered"),
                arguments("escapes", "\\{{".repeat(300_000), "unclosed-tag"),
                arguments("escapes closed", "\\{{a}} ".repeat(140_000), "template-too-complex"),
                arguments("lines", "{{\n\n".repeat(250_000), "template-too-complex"),
                arguments("closings", "{{/a}}".repeat(1_900), "unexpected-close"),
                arguments("pipes", "{{#each a as |" + "b ".repeat(MILLION / 4), "template-syntax"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void endsWithinASecond(String name, String content, String outcome) {
        long began = WorkTime.now();
        Rendering rendering = render(content, IncludeSource.NONE);
        long rendered = WorkTime.now();
        Analysis analysis =
                LANGUAGES.analyse(TemplateSource.inline(TemplateFormat.HANDLEBARS, content), IncludeSource.NONE);
        long analysed = WorkTime.now();

        String what = switch (rendering) {
            case Rendering.Rendered r -> "rendered";
            case Rendering.Failed f -> f.code().wire();
        };
        System.out.printf(
                "%s: %s in %d ms, %d faults in %d ms%n",
                name, what, (rendered - began) / MILLION, analysis.faults().size(), (analysed - rendered) / MILLION);
        assertThat(what).isIn((Object[]) outcome.split("\\|"));
        assertThat(Duration.ofNanos(rendered - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.ofNanos(analysed - rendered)).isLessThan(Duration.ofSeconds(1));
    }

    /** Java's objects have no members here; there is nothing to look into, and no helper of the library's own. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '¦',
            value = {
                "[{{node.class}}{{node.getClass}}{{this.class}}{{class}}{{meta.list.class}}{{meta.big.class.name}}] ¦ []",
                "[{{meta.big.length}}{{meta.big.bytes}}{{node.hostname.getBytes}}{{meta.list.node}}{{meta.list.empty}}] ¦ []",
                "[{{node.id.value}}{{secrets}}{{variables.secrets}}{{@root.variables}}{{run}}{{@writing}}] ¦ []",
                "[{{toString}}{{node.toString}}{{hashCode}}{{meta.getClass}}] ¦ []",
            })
    void nothingOfJavaCanBeSeen(String template, String text) {
        assertThat(render(template, IncludeSource.NONE))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "{{embedded \"/etc/passwd\"}}",
                "{{#block \"x\"}}{{/block}}",
                "{{#partial \"x\"}}{{/partial}}",
                "{{precompile \"x\"}}",
                "{{i18n \"x\"}}",
                "{{log \"x\"}}",
                "{{lookup meta \"list\"}}",
                "{{include \"x\"}}",
                "{{helperMissing \"x\"}}",
                "{{json (embedded \"x\")}}",
            })
    void theLibrarysOwnHelpersAreNotThere(String template) {
        assertFails(render(template, IncludeSource.NONE), Rendering.Code.UNKNOWN_HELPER);
    }

    @ParameterizedTest
    @CsvSource({
        "{{> /etc/passwd}}, template-syntax",
        "{{> ../x}}, template-syntax",
        "{{> base}}, include-missing",
        "{{> META-INF/maven}}, include-missing",
        "{{> @partial-block}}, template-syntax",
    })
    void includesComeFromTheRegistryAlone(String template, String code) {
        assertThat(render(template, IncludeSource.NONE))
                .isInstanceOfSatisfying(
                        Rendering.Failed.class, f -> assertThat(f.code().wire()).isEqualTo(code));
    }

    private static void assertFails(Rendering rendering, Rendering.Code code) {
        assertThat(rendering)
                .isInstanceOfSatisfying(
                        Rendering.Failed.class, f -> assertThat(f.code()).isEqualTo(code));
    }

    @Test
    void twoSiblingsMayIncludeTheSame() {
        IncludeSource includes = IncludeSource.of(Map.of(
                "left", hb("left", "l({{> base}})"),
                "right", new TemplateSource("right", "v1.0", "r(${include:base})"),
                "base", hb("base", "b")));

        assertThat(render("{{> left}} {{> right}} {{> base}}", includes))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("l(b) r(b) b"));
    }

    @Test
    void aCycleIsNamedWithItsChainAcrossTheLanguages() {
        IncludeSource includes = IncludeSource.of(Map.of(
                "a", hb("a", "x\n{{> b}}"),
                "b", new TemplateSource("b", "v1.0", "${include:c}"),
                "c", hb("c", "1\n2 {{#if node.mac}}{{> a}}{{/if}}")));

        assertThat(LANGUAGES.render(hb("a", "x\n{{> b}}"), VARIABLES, includes, false))
                .isInstanceOfSatisfying(Rendering.Failed.class, f -> {
                    assertThat(f.code().wire()).isEqualTo("circular-include");
                    assertThat(f.chain()).containsExactly("a:v1.0", "b:v1.0", "c:v1.0", "a:v1.0");
                    assertThat(f.template()).contains("c:v1.0");
                    assertThat(List.of(f.line(), f.column())).containsExactly(2, 19);
                });
    }

    @Test
    void tenIncludesWithinEachOtherAreFineAndElevenAreNot() {
        Map<String, TemplateSource> chain = new HashMap<>();
        for (int i = 1; i <= 11; i++) {
            chain.put("t" + i, hb("t" + i, i + " {{> t" + (i + 1) + "}}"));
        }
        assertFails(render("{{> t1}}", IncludeSource.of(chain)), Rendering.Code.INCLUDE_DEPTH);

        chain.put("t10", hb("t10", "end"));
        assertThat(render("{{> t1}}", IncludeSource.of(chain)))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("1 2 3 4 5 6 7 8 9 end"));
    }

    @Test
    void aMissingIncludeNamesTemplateAndLine() {
        IncludeSource includes = IncludeSource.of(Map.of("a", hb("a", "one\ntwo {{> gone@2}}")));

        assertThat(render("{{> a}}", includes)).isInstanceOfSatisfying(Rendering.Failed.class, f -> {
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
            billion.put("t" + i, hb("t" + i, ("{{> t" + (i + 1) + "}} ").repeat(10)));
        }
        billion.put("t10", hb("t10", ""));
        long began = WorkTime.now();
        assertFails(render("{{> t1}}", IncludeSource.of(billion)), Rendering.Code.INCLUDE_LIMIT);
        System.out.printf("a billion includes: refused in %d ms%n", (WorkTime.now() - began) / MILLION);
        assertThat(Duration.ofNanos(WorkTime.now() - began)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void deepBlocksInDeepIncludesEnd() {
        Map<String, TemplateSource> deep = new HashMap<>();
        for (int i = 1; i <= 10; i++) {
            deep.put(
                    "t" + i,
                    hb(
                            "t" + i,
                            "{{#if node.mac}}".repeat(100)
                                    + (i < 10 ? "{{> t" + (i + 1) + "}}" : "end")
                                    + "{{/if}}".repeat(100)));
        }
        Rendering rendering = render("{{> t1}}", IncludeSource.of(deep));

        // It fits the stack or it does not; what it must not do is throw.
        assertThat(rendering)
                .satisfiesAnyOf(
                        r -> assertThat(r)
                                .isInstanceOfSatisfying(
                                        Rendering.Rendered.class,
                                        done -> assertThat(done.text()).isEqualTo("end")),
                        r -> assertFails(r, Rendering.Code.TEMPLATE_TOO_COMPLEX),
                        r -> assertFails(r, Rendering.Code.RENDER_TIME));
    }

    @Test
    void aSlowMachineStopsToo() {
        long[] now = {0};
        TemplateLanguages slow = new TemplateLanguages(() -> now[0] += 900 * MILLION);

        assertThat(slow.render(
                        TemplateSource.inline(TemplateFormat.HANDLEBARS, "{{#each meta.list}}x{{/each}}"),
                        VARIABLES,
                        IncludeSource.NONE,
                        false))
                .isInstanceOfSatisfying(
                        Rendering.Failed.class, f -> assertThat(f.code().wire()).isEqualTo("render-time"));
    }
}
