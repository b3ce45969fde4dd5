package io.pureboot.bench.render;

import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One rendering of the kickstart in each language, and the least that could be done: its pieces put together. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Renderings {
    private final TemplateLanguages languages = new TemplateLanguages(System::nanoTime);
    private final SampleKickstart pureboot = SampleKickstart.in(TemplateFormat.PUREBOOT);
    private final SampleKickstart handlebars = SampleKickstart.in(TemplateFormat.HANDLEBARS);

    @Benchmark
    public Rendering pureboot() {
        return rendered(pureboot);
    }

    @Benchmark
    public Rendering handlebars() {
        return rendered(handlebars);
    }

    private Rendering rendered(SampleKickstart kickstart) {
        return languages.render(kickstart.root(), kickstart.variables(), kickstart.includes(), true);
    }

    @Benchmark
    public String floor() {
        StringBuilder text = new StringBuilder();
        for (String piece : pureboot.pieces()) {
            text.append(piece);
        }
        return text.toString();
    }
}
