package io.pureboot.engine.template.handlebars;

import com.github.jknack.handlebars.HandlebarsError;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Template;
import io.pureboot.engine.template.Place;
import io.pureboot.engine.template.Rendering.Code;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.TextPosition;
import io.pureboot.engine.template.handlebars.TagScanner.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A text in Handlebars, read and compiled once and for all; safe from any thread. */
public final class HandlebarsText {
    private final String content;
    private final List<Tag> tags;
    private final List<Fault> faults;
    private final Optional<Template> compiled;
    private final TextPosition position;
    /** What the library was given, and where it says that it is. */
    private final LoneTags given;

    private final TextPosition givenPosition;

    private HandlebarsText(String content, TagScanner.Scan scan, LoneTags given) {
        List<Fault> found = new ArrayList<>(scan.faults());
        found.addAll(BlockNesting.faults(scan.tags(), ClosedHelpers::has));
        this.content = content;
        this.position = new TextPosition(content);
        this.tags = scan.tags();
        this.given = given;
        this.givenPosition = new TextPosition(given.text());
        Compiled result = found.isEmpty() ? compile() : new Compiled(Optional.empty(), found);
        this.compiled = result.template();
        this.faults = List.copyOf(result.faults());
    }

    private record Compiled(Optional<Template> template, List<Fault> faults) {
        static Compiled failed(Code code, String message, int at) {
            return new Compiled(Optional.empty(), List.of(new Fault(code, message, at)));
        }
    }

    /** Reads the text; what is wrong with it becomes its faults. */
    public static HandlebarsText read(String content) {
        TagScanner.Scan scan = TagScanner.scan(content);
        return new HandlebarsText(content, scan, LoneTags.taken(content, scan.tags()));
    }

    private Compiled compile() {
        try {
            return new Compiled(Optional.of(ShutInHandlebars.compile(given.text())), List.of());
        } catch (HandlebarsException refused) {
            HandlebarsError error = refused.getError();
            return error == null
                    ? Compiled.failed(Code.TEMPLATE_SYNTAX, String.valueOf(refused.getMessage()), 0)
                    : Compiled.failed(
                            Code.TEMPLATE_SYNTAX,
                            error.reason.lines().findFirst().orElse("it cannot be read"),
                            offset(new int[] {error.line, error.column}));
        } catch (StackOverflowError tooDeep) {
            return Compiled.failed(Code.TEMPLATE_TOO_COMPLEX, "the template is nested too deeply", 0);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a text in memory cannot be read", impossible);
        }
    }

    /** The offset that the library's line and column mean: as near as the tag that holds it. */
    private int offset(int[] linePosition) {
        int index = indexAt(linePosition);
        return index < 0 ? 0 : tags.get(index).start() + givenOffset(linePosition) - given.starts()[index];
    }

    private int givenOffset(int[] linePosition) {
        return givenPosition.offset(Math.max(1, linePosition[0]), linePosition[1] + 1);
    }

    List<Tag> tags() {
        return tags;
    }

    /** What keeps it from being rendered. */
    List<Fault> faults() {
        return faults;
    }

    /** Ready to be rendered, unless there are faults. */
    Optional<Template> compiled() {
        return compiled;
    }

    Place place(TemplateSource source, int offset) {
        return new Place(source.place(), position.line(offset), position.column(offset));
    }

    /** The tag that holds the place where handlebars.java says it is. */
    Optional<Tag> tagAt(int[] linePosition) {
        int index = indexAt(linePosition);
        return index < 0 ? Optional.empty() : Optional.of(tags.get(index));
    }

    /** The tag that opens a block, of which the library knows only where its body begins. */
    Optional<Tag> blockAt(int[] linePosition, String helper) {
        int index = indexAt(linePosition);
        while (index >= 0 && !opens(tags.get(index), helper)) {
            index--;
        }
        return index < 0 ? Optional.empty() : Optional.of(tags.get(index));
    }

    private static boolean opens(Tag tag, String helper) {
        return switch (tag.kind()) {
            case OPEN, OPEN_INVERSE, ELSE ->
                !tag.words().isEmpty() && tag.words().getFirst().text().equals(helper);
            case VALUE, CLOSE, PARTIAL, COMMENT -> false;
        };
    }

    private int indexAt(int[] linePosition) {
        int found = Arrays.binarySearch(given.starts(), givenOffset(linePosition));
        return found >= 0 ? found : -found - 2;
    }

    /** The word of the tag that stands there, by index. */
    int wordAt(Tag tag, int[] linePosition) {
        int offset = offset(linePosition);
        int index = 0;
        while (index + 1 < tag.words().size() && tag.words().get(index + 1).at() <= offset) {
            index++;
        }
        return index;
    }

    /** The blanks before a tag that is alone on its line; empty where it is not. */
    String indentOf(Tag tag) {
        return LoneTags.isLone(content, tag) ? content.substring(LoneTags.lineStart(content, tag), tag.start()) : "";
    }
}
