package io.pureboot.engine.template.handlebars;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The helpers that make a text of values. */
enum Texts implements Helper<Object> {
    /** {@code {{default node.ip meta.ip "dhcp"}}}: the first that has a value; an empty text is one. */
    DEFAULT {
        @Override
        Object made(HelperCall call) {
            for (int i = 0; i < call.size() - 1; i++) {
                if (call.value(i).isPresent()) {
                    return call.value(i).get();
                }
                call.tag()
                        .argument(i)
                        .ifPresent(name -> call.writing().asked(name, call.tag().place()));
            }
            return call.sized(2, 20).required(call.size() - 1).orElse("");
        }
    },
    /** {@code {{join meta.dns ","}}}, {@code {{join meta.disks " " key="name"}}}. */
    JOIN {
        @Override
        Object made(HelperCall call) {
            Optional<Object> list = call.sized(1, 2).required(0);
            if (!(list.orElse("") instanceof Values.Items items)) {
                return list.orElse("");
            }
            StringJoiner joined = new StringJoiner(call.size() == 2 ? call.text(1) : ",");
            for (JsonNode item : items.node()) {
                JsonNode part =
                        call.option("key").map(k -> item.path(k.toString())).orElse(item);
                joined.add(part.isValueNode() ? part.asText() : part.isMissingNode() ? "" : part.toString());
                if (joined.length() > LONGEST) {
                    throw call.failed("makes a text of more than " + LONGEST + " characters");
                }
            }
            return joined.toString();
        }
    },
    /** {@code {{indent (yaml meta.users) 4}}}, or a block: {@code {{#indent 4}}…{{/indent}}}. */
    INDENT {
        @Override
        @SuppressWarnings("ReferenceEquality") // the one empty template
        Object made(HelperCall call) throws IOException {
            boolean block = call.options().tagType == TagType.SECTION;
            if (block && call.options().fn == Template.EMPTY) {
                return "";
            }
            int width =
                    block ? call.sized(1, 1).number(0, 64) : call.sized(2, 2).number(1, 64);
            Writing writing = call.writing();
            String text = block ? writing.captured(call.options()) : call.text(0);
            if (block) {
                writing.indented(text, " ".repeat(width));
                return "";
            }
            return writing.run()
                    .captured(() -> {
                        writing.indented(text, " ".repeat(width));
                        return Optional.empty();
                    })
                    .text();
        }
    },
    /** {@code {{json meta.disk}}}, {@code {{json meta.disk pretty=true}}}. */
    JSON {
        @Override
        Object made(HelperCall call) {
            JsonNode node = node(call.sized(1, 1).required(0));
            try {
                return call.flag("pretty")
                        ? Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node)
                        : Json.mapper().writeValueAsString(node);
            } catch (JsonProcessingException impossible) {
                throw new UncheckedIOException("a tree cannot be written", impossible);
            }
        }
    },
    /** {@code {{yaml meta.network}}}: in block style, without a line break at its end. */
    YAML {
        @Override
        Object made(HelperCall call) {
            return YamlBlock.of(node(call.sized(1, 1).required(0)));
        }
    },
    /** {@code {{base64 meta.file}}}, of the text's UTF-8. */
    BASE64 {
        @Override
        Object made(HelperCall call) {
            return Base64.getEncoder().encodeToString(call.sized(1, 1).text(0).getBytes(StandardCharsets.UTF_8));
        }
    },
    /** {@code {{sha512-crypt secret.root}}}, {@code {{sha512-crypt secret.root salt="abc"}}}: for /etc/shadow. */
    SHA512_CRYPT {
        @Override
        Object made(HelperCall call) {
            return PasswordHash.of(call.sized(1, 1));
        }
    },
    /** {@code {{quote-shell meta.motd}}}: one word for a POSIX shell, quotes included. */
    QUOTE_SHELL {
        @Override
        Object made(HelperCall call) {
            return Quoting.shell(call.sized(1, 1));
        }
    },
    /** {@code {{quote-ipxe node.hostname}}}: one word of an iPXE script, which has no quotes; refused where it cannot be one. */
    QUOTE_IPXE {
        @Override
        Object made(HelperCall call) {
            return Quoting.ipxe(call.sized(1, 1));
        }
    };

    /** UTF-16 units of what a helper makes. */
    static final int LONGEST = 1024 * 1024;

    private static final int CHARACTERS_A_STEP = 1024;

    /** Its name in templates. */
    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract Object made(HelperCall call) throws IOException;

    @Override
    public Object apply(@Nullable Object first, Options options) throws IOException {
        HelperCall call = HelperCall.of(first, options);
        call.writing().spend(1);
        Object made = made(call);
        if (made instanceof String text) {
            if (text.length() > LONGEST) {
                throw call.failed("makes a text of more than " + LONGEST + " characters");
            }
            call.writing().spend(text.length() / CHARACTERS_A_STEP);
        }
        return made;
    }

    private static JsonNode node(Optional<Object> value) {
        return switch (value.orElse("")) {
            case Values.Obj object -> object.node();
            case Values.Items items -> items.node();
            default -> Json.mapper().valueToTree(value.orElse(""));
        };
    }
}
