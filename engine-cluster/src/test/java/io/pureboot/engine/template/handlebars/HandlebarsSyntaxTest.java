package io.pureboot.engine.template.handlebars;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.SampleVariables;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlebars, example by example. */
class HandlebarsSyntaxTest {
    private static final TemplateLanguages LANGUAGES = new TemplateLanguages(System::nanoTime);
    private static final IncludeSource INCLUDES = IncludeSource.of(Map.of(
            "base-packages", hb("base-packages", "v3.0", "curl {{node.hostname}}"),
            "base-packages:v2", hb("base-packages", "v2.4", "curl vim"),
            "base-packages:v2.1", hb("base-packages", "v2.1", "curl"),
            "lines", hb("lines", "v1.0", "one\n\ntwo\n"),
            "disk", hb("disk", "v1.0", "{{label}}={{name}}"),
            "plain", new TemplateSource("plain", "v1.0", "plain ${node.hostname} {{node.ip}}"),
            "mixed", hb("mixed", "v1.0", "<{{> plain}}>")));
    private static final Variables VARIABLES = SampleVariables.VARIABLES.withMeta(SampleVariables.json("""
            {"disk": {"root": "/dev/sda", "size_gb": 480, "odd name": "x"}, "disks": [{"name": "sda"}, {"name": "sdb"}],
             "dns": ["10.0.0.1", "10.0.0.2"], "raid": false, "no": "false", "swap": true, "empty": "", "none": null,
             "nothing": [], "role-name": "db", "motd": "it's <b>&\\"", "count": 0, "sly": "{{secret.root_password}}",
             "net": {"eth0": {"dhcp": true, "mtu": 1500, "dns": ["a", "yes"]}, "list": [{"a": 1, "b": [1, 2]}, []]}}"""));

    private static TemplateSource hb(String name, String version, String content) {
        return new TemplateSource(name, version, TemplateFormat.HANDLEBARS, content);
    }

    private static Rendering render(String template) {
        return LANGUAGES.render(TemplateSource.inline(TemplateFormat.HANDLEBARS, template), VARIABLES, INCLUDES, false);
    }

    private static String text(String template) {
        return switch (render(template)) {
            case Rendering.Rendered rendered -> rendered.text();
            case Rendering.Failed failed ->
                failed.code().wire() + " " + failed.line() + ":" + failed.column() + " " + failed.message();
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{{node.mac}} {{{node.hostname}}} {{&node.id}} ¦ aa:bb:cc:dd:ee:ff web-01 node-7",
                "{{node.boot_mode}} {{group.name}} {{workflow.name}} {{server.url}} ¦ uefi web ubuntu http://e:8081",
                "{{template.version}} {{execution.step_id}} {{secret.root_password}} ¦ v2.3 install s3cret",
                "{{meta.disk.root}} {{meta.disk.size_gb}} {{meta.disks.1.name}} {{meta.disks.[0].name}} ¦ /dev/sda 480 sdb sda",
                "{{meta.role-name}} {{meta.disk.[odd name]}} {{meta.disks.length}} ¦ db x 2",
                "{{meta.disk}} ¦ {\"root\":\"/dev/sda\",\"size_gb\":480,\"odd name\":\"x\"}",
                // nothing is escaped, nothing read twice
                "{{meta.motd}} {{meta.sly}} ¦ it's <b>&\" {{secret.root_password}}",
                // iPXE's, the shell's and document 000's own pass through
                "${net0/mac} ${HOME:-/root} ${node.mac} $${node.mac} ¦ ${net0/mac} ${HOME:-/root} ${node.mac} $${node.mac}",
                "\\{{node.mac}} ¦ {{node.mac}}",
                "[{{! a comment }}{{!-- }} --}}] ¦ []",
                // no value
                "[{{node.ip}}{{meta.none}}{{meta.a.b.c}}{{nothing}}{{node.colour}}] ¦ []",
                "{{default node.ip \"dhcp\"}} {{default node.hostname 'x'}} {{default node.ip meta.none 7}} ¦ dhcp web-01 7",
                "[{{default meta.empty \"x\"}}{{default node.ip \"\"}}] ¦ []",
                // conditions
                "{{#if node.ip}}static{{else}}dhcp{{/if}} {{#unless node.ip}}none{{/unless}} ¦ dhcp none",
                "{{#if meta.raid}}1{{/if}}{{#if meta.no}}2{{/if}}{{#if meta.swap}}3{{/if}}{{#if meta.nothing}}4{{/if}}{{#if meta.count}}5{{/if}} ¦ 35",
                "{{#if node.ip}}a{{else if node.mac}}b{{else}}c{{/if}} ¦ b",
                "{{#meta.swap}}swap{{/meta.swap}} {{^node.ip}}no ip{{/node.ip}} ¦ swap no ip",
                // loops
                "{{#each meta.disks}}{{@index}}{{name}}{{#unless @last}},{{/unless}}{{/each}} ¦ 0sda,1sdb",
                "{{#each meta.dns}}{{#if @first}}{{else}} {{/if}}{{this}}{{/each}} ¦ 10.0.0.1 10.0.0.2",
                "{{#each meta.disks as |d i|}}{{i}}={{d.name}};{{/each}} ¦ 0=sda;1=sdb;",
                "{{#each meta.disk}}{{@key}}={{this}};{{/each}} ¦ root=/dev/sda;size_gb=480;odd name=x;",
                "{{#each meta.nothing}}x{{else}}none{{/each}} {{#each node.ip}}x{{/each}}. ¦ none .",
                "{{#each meta.disks}}{{../node.id}}{{node.hostname}}{{@root.node.id}};{{/each}} ¦ node-7web-01node-7;node-7web-01node-7;",
                "{{#meta.disks}}{{name}} {{/meta.disks}}{{#with meta.disk}}{{root}}{{/with}} ¦ sda sdb /dev/sda",
                // includes
                "{{> base-packages}} ¦ curl web-01",
                "{{> base-packages@2}} {{> base-packages@v2}} {{> base-packages@2.1}} {{> base-packages@v2.1}} ¦ curl vim curl vim curl curl",
                "{{#each meta.disks}}{{> disk label=\"d\"}} {{/each}}{{> disk meta.disks.1 label=node.id}} ¦ d=sda d=sdb node-7=sdb",
                "{{> plain}} {{> mixed}} ¦ plain web-01 {{node.ip}} <plain web-01 {{node.ip}}>",
                // helpers
                "{{join meta.dns}} {{join meta.dns \" \"}} {{join meta.disks \"/\" key=\"name\"}} {{join node.id}} ¦ 10.0.0.1,10.0.0.2 10.0.0.1 10.0.0.2 sda/sdb node-7",
                "{{json meta.disks}} {{json node.id}} {{json meta.raid}} ¦ [{\"name\":\"sda\"},{\"name\":\"sdb\"}] \"node-7\" false",
                "{{base64 node.id}} {{base64 (join meta.dns \"+\")}} ¦ bm9kZS03 MTAuMC4wLjErMTAuMC4wLjI=",
                "{{quote-shell meta.motd}} {{quote-shell \"\"}} ¦ 'it'\\''s <b>&\"' ''",
                "{{quote-ipxe node.hostname}} {{quote-ipxe \"a b\" blanks=true}} {{quote-ipxe \"a b/ü\" url=true}} ¦ web-01 a b a%20b%2F%C3%BC",
                "{{sha512-crypt \"Hello world!\" salt=\"saltstring\"}} ¦ $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
            })
    void rendersTo(String template, String text) {
        assertThat(text(template)).isEqualTo(text);
    }

    @Test
    void aTagAloneOnItsLineTakesTheLineWithIt() {
        assertThat(text("a\n{{#if node.mac}}\n  b\n{{else}}\n  c\n{{/if}}\nd\n"))
                .isEqualTo("a\n  b\nd\n");
        assertThat(text("{{#each meta.dns}}\n- {{this}}\n{{/each}}\n")).isEqualTo("- 10.0.0.1\n- 10.0.0.2\n");
        assertThat(text("x:\n  {{> lines}}\nend")).isEqualTo("x:\n  one\n\n  two\nend");
        assertThat(text("x: {{> base-packages@2}}\nend")).isEqualTo("x: curl vim\nend");
    }

    @Test
    void yamlAndIndent() {
        assertThat(text("net:\n{{indent (yaml meta.net) 2}}\n")).isEqualTo("""
                net:
                  eth0:
                    dhcp: true
                    mtu: 1500
                    dns:
                      - a
                      - "yes"
                  list:
                    - a: 1
                      b:
                        - 1
                        - 2
                    - []
                """);
        assertThat(text("{{#indent 4}}\n{{> lines}}\n{{/indent}}\n")).isEqualTo("    one\n\n    two\n");
        assertThat(text("{{#indent 4}}{{/indent}}x")).isEqualTo("x");
    }

    @Test
    void aPasswordsHashIsTheSameEachTimeAndNeverTwiceInAText() {
        String twice = text("{{sha512-crypt secret.root_password}} {{sha512-crypt secret.root_password}}");

        assertThat(text("{{sha512-crypt secret.root_password}} {{sha512-crypt secret.root_password}}"))
                .isEqualTo(twice);
        assertThat(twice.split(" "))
                .doesNotHaveDuplicates()
                .allMatch(hash -> hash.matches("\\$6\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}"));
    }

    @Test
    void whatWasUsedAndWhatWasMissing() {
        assertThat(
                        render(
                                "{{node.mac}}\n {{node.ip}}{{meta.disk.root}} {{quote-shell node.colour}}{{#each meta.disks}}{{name}}{{/each}}"))
                .isInstanceOfSatisfying(Rendering.Rendered.class, r -> {
                    assertThat(r.used()).containsExactly("meta.disk.root", "meta.disks", "node.mac");
                    assertThat(r.unresolved())
                            .containsExactly(
                                    new Rendering.Unresolved("node.ip", Optional.empty(), 2, 2),
                                    new Rendering.Unresolved("node.colour", Optional.empty(), 2, 32));
                    assertThat(r.unknown())
                            .containsExactly(
                                    new Rendering.Unknown("node.colour", Optional.empty(), Optional.empty(), 2, 32));
                });
    }

    @Test
    void strictFailsAtTheFirstUnresolved() {
        assertThat(LANGUAGES.render(
                        TemplateSource.inline(TemplateFormat.HANDLEBARS, "a\n b {{node.ip}}"),
                        VARIABLES,
                        INCLUDES,
                        true))
                .isInstanceOfSatisfying(Rendering.Failed.class, f -> {
                    assertThat(f.code().wire()).isEqualTo("unresolved-variable");
                    assertThat(List.of(f.line(), f.column())).containsExactly(2, 4);
                });
    }

    @Test
    void aSecretIsAskedForOnlyWhereItIsUsed() {
        List<String> asked = new ArrayList<>();
        Variables watched = VARIABLES.with(name -> {
            asked.add(name);
            return Optional.of("x");
        });

        LANGUAGES.render(
                TemplateSource.inline(
                        TemplateFormat.HANDLEBARS,
                        "{{#if node.ip}}{{secret.a}}{{/if}}{{#each meta.dns}}{{this}}{{/each}}{{secret.b}}"),
                watched,
                INCLUDES,
                false);

        assertThat(asked).containsOnly("b");
    }
}
