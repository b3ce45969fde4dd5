package io.pureboot.bench.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.template.Analysis;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is what is promised: 20 KB, three includes, 60 variables, and the text that the floor puts together. */
class SampleKickstartTest {
    @ParameterizedTest
    @EnumSource(names = {"PUREBOOT", "HANDLEBARS"})
    void isOfTheSizeAndRendersToItsPieces(TemplateFormat format) {
        TemplateLanguages languages = new TemplateLanguages(System::nanoTime);
        SampleKickstart kickstart = SampleKickstart.in(format);

        assertThat(languages.render(kickstart.root(), kickstart.variables(), kickstart.includes(), true))
                .isInstanceOfSatisfying(Rendering.Rendered.class, rendered -> {
                    assertThat(rendered.text()).isEqualTo(String.join("", kickstart.pieces()));
                    assertThat(rendered.text().length()).isBetween(20 * 1024 - 500, 22 * 1024);
                });
        Analysis analysis = languages.analyse(kickstart.root(), kickstart.includes());
        assertThat(analysis.variables()).hasSize(SampleKickstart.VARIABLES);
        assertThat(analysis.includes()).hasSize(SampleKickstart.INCLUDES);
        assertThat(analysis.faults()).isEmpty();
    }
}
