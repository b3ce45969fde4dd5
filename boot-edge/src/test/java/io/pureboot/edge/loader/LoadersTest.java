package io.pureboot.edge.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadersTest {

    private static final LoaderSet IPXE =
            new LoaderSet(Map.of(Architecture.BIOS, "undionly.kpxe", Architecture.EFI_X64, "ipxe.efi"));
    private static final LoaderSet SHIM = new LoaderSet(Map.of(Architecture.EFI_X64, "shimx64.efi"));

    @Test
    void theLongestPrefixOfTheAddressCounts() {
        Loaders loaders = new Loaders(
                Map.of("ipxe", IPXE, "shim", SHIM),
                "ipxe",
                Loaders.rules(" 52-54-00=shim, 52:54:00:AA:bb:cc = ipxe ,"));
        assertThat(loaders.file(Architecture.EFI_X64, "52:54:00:00:00:01")).contains("shimx64.efi");
        assertThat(loaders.file(Architecture.EFI_X64, "52:54:00:aa:bb:cc")).contains("ipxe.efi");
        assertThat(loaders.file(Architecture.EFI_X64, "")).contains("ipxe.efi");
        assertThat(loaders.file(Architecture.BIOS, "52:54:00:00:00:01"))
                .as("its set has none")
                .isEmpty();
    }

    @Test
    void setsThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> new Loaders(Map.of("ipxe", IPXE), "shim", List.of()))
                .hasMessageContaining("no set of loaders shim");
        assertThatThrownBy(() -> new Loaders(Map.of("ipxe", IPXE), "ipxe", Loaders.rules("52=shim")))
                .hasMessageContaining("no set of loaders shim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"52-54", "=ipxe", "zz=ipxe", "52-54-00-12-34-56-78=ipxe"})
    void rulesThatCannotBeReadAreRefused(String text) {
        assertThatThrownBy(() -> Loaders.rules(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0,BIOS",
        "2,IA64",
        "6,EFI_IA32",
        "7,EFI_X64",
        "9,EFI_X64",
        "10,EFI_ARM32",
        "11,EFI_ARM64",
        "12,PPC_OPEN_FIRMWARE",
        "14,PPC_OPAL",
        "15,EFI_IA32",
        "16,EFI_X64",
        "18,EFI_ARM32",
        "19,EFI_ARM64",
        "20,BIOS",
        "25,EFI_RISCV32",
        "27,EFI_RISCV64",
        "29,EFI_RISCV128",
        "31,S390",
        "32,S390",
        "37,EFI_LOONGARCH32",
        "39,EFI_LOONGARCH64",
        "41,RASPBERRY_PI"
    })
    void theNumbersOfOption93(int code, Architecture architecture) {
        assertThat(Architecture.of(code, "52:54:00:12:34:56")).contains(architecture);
    }

    @Test
    void namesAreUniqueAndNumbersToo() {
        assertThat(Arrays.stream(Architecture.values()).map(Architecture::key)).doesNotHaveDuplicates();
        assertThat(Architecture.named("efi-x64")).contains(Architecture.EFI_X64);
        assertThat(Architecture.of(1, "")).isEmpty();
        assertThat(Architecture.of(0, "b8:27:eb:00:00:01")).contains(Architecture.RASPBERRY_PI);
        assertThat(Architecture.of(7, "b8:27:eb:00:00:01")).contains(Architecture.EFI_X64);
    }
}
