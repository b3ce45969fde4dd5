package io.pureboot.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a template without rendering it, in both languages. */
class AnalysisTest {
    private static final TemplateLanguages LANGUAGES = new TemplateLanguages(System::nanoTime);

    private static Analysis analyse(TemplateFormat format, String content, Map<String, TemplateSource> includes) {
        return LANGUAGES.analyse(TemplateSource.inline(format, content), IncludeSource.of(includes));
    }

    private static TemplateSource template(String name, TemplateFormat format, String content) {
        return new TemplateSource(name, "v1.0", format, content);
    }

    private static List<String> faults(Analysis analysis) {
        return analysis.faults().stream()
                .map(fault -> fault.code()
                        + fault.suggestion().map(s -> "(" + s + ")").orElse("")
                        + place(fault.place()))
                .toList();
    }

    private static List<String> variables(Analysis analysis) {
        return analysis.variables().stream()
                .map(use -> use.name()
                        + (use.condition() ? "?" : "")
                        + use.fallback().map(f -> "|" + f).orElse("")
                        + place(use.place()))
                .toList();
    }

    private static String place(Place place) {
        return " " + place.template().map(t -> t + " ").orElse("") + place.line() + ":" + place.column();
    }

    @Test
    void everyVariableHasItsPlace() {
        assertThat(variables(analyse(
                        TemplateFormat.PUREBOOT,
                        "${node.mac}\n ${if:node.ip}${node.ip|}${endif}${include:a}",
                        Map.of("a", template("a", TemplateFormat.PUREBOOT, "\n${meta.disk.root|/dev/sda}")))))
                .containsExactly("node.mac 1:1", "node.ip? 2:2", "node.ip| 2:15", "meta.disk.root|/dev/sda a:v1.0 2:1");
        assertThat(variables(analyse(
                        TemplateFormat.HANDLEBARS,
                        "{{node.mac}}\n {{#if node.ip}}{{default node.ip meta.ip \"dhcp\"}}{{else if (default node.vendor 'x')}}{{/if}}"
                                + "\n{{#each meta.disks}}{{name}}{{quote-shell ../node.id}}{{/each}}{{> a meta.x y=group.id}}",
                        Map.of("a", template("a", TemplateFormat.HANDLEBARS, "\n{{secret.[a b]}}")))))
                .containsExactly(
                        "node.mac 1:1",
                        "node.ip? 2:2",
                        "node.ip|dhcp 2:17",
                        "meta.ip|dhcp 2:17",
                        "node.vendor|x 2:51",
                        "meta.disks? 3:1",
                        "node.id 3:29",
                        "meta.x? 3:64",
                        "group.id? 3:64",
                        "secret.a b a:v1.0 2:1");
    }

    @Test
    void allFaultsAreNamedAtOnceInIncludesToo() {
        assertThat(faults(analyse(
                        TemplateFormat.PUREBOOT,
                        "${node.hostnam}\n${nodes.mac} ${else}${include:gone:v2}${include:a}${include:a}${if:node.ip}",
                        Map.of("a", template("a", TemplateFormat.PUREBOOT, "${foo.bar}\n${node.ip|${x}}")))))
                .containsExactlyInAnyOrder(
                        "unexpected-else 2:14",
                        "unclosed-if 2:63",
                        "unknown-variable(node.hostname) 1:1",
                        "unknown-namespace(node.mac) 2:1",
                        "include-missing 2:21",
                        "unknown-namespace a:v1.0 1:1",
                        "nested-default a:v1.0 2:1");
        assertThat(faults(analyse(
                        TemplateFormat.HANDLEBARS,
                        """
                        {{node.hostnam}} {{nodes.mac}} {{host.name}}
                        {{#if node.ip}} {{/unless}}
                        {{upper node.mac}} {{join (upper node.mac)}}
                        {{> gone@2}} {{> a}} {{> (default "a" "b")}} {{> "a:b:c"}}
                        {{else}} {{/each}} {{ }} {{lookup meta.x "y"}}
                        {{#*inline "x"}} {{{{raw}}}} {{=<% %>=}}
                        {{#each meta.disks}}{{node""",
                        Map.of("a", template("a", TemplateFormat.HANDLEBARS, "{{group.nam}}")))))
                .containsExactlyInAnyOrder(
                        "unknown-variable(node.hostname) 1:1",
                        "unknown-namespace(node.mac) 1:18",
                        "unexpected-close 2:17",
                        "unknown-helper 3:1",
                        "unknown-helper 3:20",
                        "include-missing 4:1",
                        "unsupported-tag 4:22",
                        "template-syntax 4:46",
                        "unexpected-else 5:1",
                        "unexpected-close 5:10",
                        "template-syntax 5:20",
                        "unknown-helper 5:26",
                        "unsupported-tag 6:1",
                        "unsupported-tag 6:18",
                        "unsupported-tag 6:30",
                        "unclosed-block 7:1",
                        "unclosed-tag 7:21",
                        "unknown-variable(group.name) a:v1.0 1:1");
    }

    @Test
    void includesAreFollowedAcrossTheLanguagesAndCyclesNamed() {
        Analysis analysis = analyse(
                TemplateFormat.HANDLEBARS,
                "{{> a@1}}",
                Map.of(
                        "a:v1", template("a", TemplateFormat.PUREBOOT, "x ${include:b}"),
                        "b", template("b", TemplateFormat.HANDLEBARS, "\n {{> a@v1}}")));

        assertThat(analysis.references()).containsExactly("a:v1", "b");
        assertThat(analysis.includes())
                .extracting(use -> use.resolved().orElse("") + place(use.place()))
                .containsExactly("a:v1.0 1:1", "b:v1.0 a:v1.0 1:3", "a:v1.0 b:v1.0 2:2");
        assertThat(analysis.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo("circular-include");
            assertThat(fault.message()).endsWith("a:v1.0 → b:v1.0 → a:v1.0");
            assertThat(place(fault.place())).isEqualTo(" b:v1.0 2:2");
        });
    }

    @Test
    void theEleventhIncludeWithinOthersIsAFault() {
        Map<String, TemplateSource> chain = new HashMap<>();
        for (int i = 1; i <= 11; i++) {
            chain.put("t" + i, template("t" + i, TemplateFormat.PUREBOOT, "${include:t" + (i + 1) + "}${include:t10}"));
        }
        chain.put("t10", template("t10", TemplateFormat.HANDLEBARS, "{{> t11}}"));
        chain.put("t11", template("t11", TemplateFormat.HANDLEBARS, "end"));

        assertThat(faults(analyse(TemplateFormat.PUREBOOT, "${include:t1}", chain)))
                .containsExactly("include-depth t10:v1.0 1:1");
    }
}
