package io.pureboot.edge.ipxe.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.MacAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineQuestionTest {

    private static final String SENT_BY_QEMU = "mac=52-54-00-12-34-56&uuid=&serial=&arch=x86_64&platform=pcbios"
            + "&manufacturer=QEMU&product=Standard%20PC%20(i440FX%20+%20PIIX,%201996)&ip=10.0.2.15";

    @Test
    void readsWhatAMachineSends() {
        MachineQuestion question = asked(SENT_BY_QEMU);
        assertThat(question.request("e1", "http://edge:8081", "r-1"))
                .isEqualTo(new BootRequest(
                        new MacAddress("52:54:00:12:34:56"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("x86_64"),
                        Optional.of("pcbios"),
                        Optional.of("QEMU"),
                        Optional.of("Standard PC (i440FX + PIIX, 1996)"),
                        Optional.of("10.0.2.15"),
                        "e1",
                        "http://edge:8081",
                        Optional.empty(),
                        Optional.of("r-1"),
                        Optional.empty()));
        assertThat(question.efi()).isFalse();
    }

    @Test
    void whatIpxeKnowsMoreIsHandedOn() {
        MachineQuestion question =
                asked(SENT_BY_QEMU + "&asset=A%2042&board-serial=&chip=undionly&busid=011af41000&x=y");
        assertThat(question.request("e1", "http://edge:8081", "r-1").inventory())
                .contains(Map.of("asset", "A 42", "chip", "undionly", "busid", "011af41000"));
        assertThat(question.url("http://edge:8081")).as("once is enough").doesNotContain("undionly");
    }

    @Test
    void grubSaysWhatItIsInItsPath() {
        MachineQuestion question =
                MachineQuestion.ofGrub("52:54:00:12:34:56", "x86_64-efi", true).orElseThrow();
        assertThat(question.mac()).isEqualTo(new MacAddress("52:54:00:12:34:56"));
        assertThat(question.arch()).contains("x86_64");
        assertThat(question.efi()).isTrue();
        assertThat(question.again()).isTrue();
        assertThat(MachineQuestion.ofGrub("52-54-00-12-34-56", "i386-pc", false)
                        .orElseThrow()
                        .platform())
                .contains("pcbios");
        assertThat(MachineQuestion.ofGrub("zz", "x86_64-efi", false)).isEmpty();
    }

    @Test
    void itsUrlAsksTheSame() {
        MachineQuestion question = asked(SENT_BY_QEMU);
        String url = question.url("http://edge:8081");
        assertThat(url)
                .isEqualTo("http://edge:8081/ipxe?mac=52-54-00-12-34-56&arch=x86_64&platform=pcbios&manufacturer=QEMU"
                        + "&product=Standard%20PC%20%28i440FX%20%2B%20PIIX%2C%201996%29&ip=10.0.2.15&again=1");
        MachineQuestion again = asked(url.substring(url.indexOf('?') + 1));
        assertThat(again.again()).as("the same boot asks").isTrue();
        assertThat(again.request("e1", "http://edge:8081", "r-2").again()).contains(true);
        assertThat(again.url("http://edge:8081")).isEqualTo(url);
        assertThat(again.mac()).isEqualTo(question.mac());
        assertThat(again.product()).isEqualTo(question.product());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mac=52%3A54%3A00%3a12%3A34%3A56",
                "mac=525400123456",
                "mac=52:54:00:12:34:56",
                "mac=52-54-00-12-34-56"
            })
    void takesTheAddressInAnyForm(String query) {
        assertThat(asked(query).mac()).isEqualTo(new MacAddress("52:54:00:12:34:56"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mac=zz", "mac=52-54-00-12-34", "mac=00-00-00-00-00-00", "mac=ff:ff:ff:ff:ff:ff"})
    void refusesWhatIsNoMachinesAddress(String query) {
        assertThat(MachineQuestion.read(query))
                .isInstanceOfSatisfying(
                        MachineQuestion.Reading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("malformed-mac"));
    }

    @Test
    void wantsAnAddress() {
        assertThat(MachineQuestion.read("uuid=x&mac="))
                .isEqualTo(new MachineQuestion.Reading.Refused("missing-mac", "the query has no mac="));
    }

    static MachineQuestion asked(String query) {
        assertThat(MachineQuestion.read(query)).isInstanceOf(MachineQuestion.Reading.Asked.class);
        return ((MachineQuestion.Reading.Asked) MachineQuestion.read(query)).question();
    }
}
