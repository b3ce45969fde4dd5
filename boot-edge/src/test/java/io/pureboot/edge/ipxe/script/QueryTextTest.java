package io.pureboot.edge.ipxe.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryTextTest {

    @Test
    void decodesByRfc3986SoThatAPlusStaysAPlus() {
        assertThat(QueryText.parse("product=Standard%20PC%20(i440FX%20+%20PIIX,%201996)"))
                .isEqualTo(Map.of("product", "Standard PC (i440FX + PIIX, 1996)"));
    }

    @Test
    void whatIsNoEscapeStays() {
        assertThat(QueryText.decode("100%")).isEqualTo("100%");
        assertThat(QueryText.decode("%zz%4")).isEqualTo("%zz%4");
        assertThat(QueryText.decode("%3A%c3%a9%41")).isEqualTo(":éA");
    }

    @Test
    void emptyValuesDoubleNamesAndEmptyQueries() {
        assertThat(QueryText.parse("a=1&a=2&b&c=&=x&&d=e=f")).isEqualTo(Map.of("a", "1", "b", "", "c", "", "d", "e=f"));
        assertThat(QueryText.parse("")).isEmpty();
    }

    @Test
    void encodesWhatItDecodes() {
        String text = "Standard PC (i440FX + PIIX, 1996) é & = % #";
        assertThat(QueryText.decode(QueryText.encode(text))).isEqualTo(text);
        assertThat(QueryText.encode("a b+c")).isEqualTo("a%20b%2Bc");
    }
}
