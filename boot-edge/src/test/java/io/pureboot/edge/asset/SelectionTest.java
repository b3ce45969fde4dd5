package io.pureboot.edge.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    private static final Validators FILE =
            new Validators(1000, Instant.parse("2026-01-02T03:04:05.678Z"), Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,0",
        "bytes=0-511,0,511",
        "bytes=500-,500,999",
        "bytes=-100,900,999",
        "bytes=-5000,0,999",
        "bytes=990-5000,990,999",
        "'bytes = 1 - 2',1,2"
    })
    void oneRangeGivesThatPart(String range, long first, long last) {
        assertThat(of(range)).isEqualTo(new Selection.Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeBehindTheEndCannotBeHad(String range) {
        assertThat(of(range)).isEqualTo(new Selection.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=9-1", "bytes=x", ""})
    void anyOtherRangeGivesTheWhole(String range) {
        assertThat(of(range)).isEqualTo(new Selection.Whole());
    }

    @Test
    void aKnownStateIsNotSentAgain() {
        assertThat(select("", "", "W/\"x\", " + FILE.etag(), "")).isEqualTo(new Selection.Unchanged());
        assertThat(select("", "", "*", "")).isEqualTo(new Selection.Unchanged());
        assertThat(select("", "", "\"other\"", FILE.lastModified())).isEqualTo(new Selection.Whole());
        assertThat(select("", "", "", FILE.lastModified())).isEqualTo(new Selection.Unchanged());
        assertThat(select("", "", "", "Thu, 01 Jan 2026 00:00:00 GMT")).isEqualTo(new Selection.Whole());
        assertThat(select("", "", "", "yesterday")).isEqualTo(new Selection.Whole());
    }

    @Test
    void aRangeOfAnotherStateGivesTheWhole() {
        assertThat(select("bytes=0-1", "\"other\"", "", "")).isEqualTo(new Selection.Whole());
        assertThat(select("bytes=0-1", FILE.etag(), "", "")).isEqualTo(new Selection.Part(0, 1));
        assertThat(select("bytes=0-1", FILE.lastModified(), "", "")).isEqualTo(new Selection.Part(0, 1));
    }

    @Test
    void validatorsAreWrittenAsHttpWantsThem() {
        assertThat(FILE.lastModified()).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
        assertThat(FILE.etag()).isEqualTo("\"3e8-695735a5-28697580\"");
    }

    private static Selection of(String range) {
        return select(range, "", "", "");
    }

    private static Selection select(String range, String ifRange, String ifNoneMatch, String ifModifiedSince) {
        return Selection.of(
                FILE,
                new Selection.Conditions(given(range), given(ifRange), given(ifNoneMatch), given(ifModifiedSince)));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }
}
